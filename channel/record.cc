#include "channel/record.h"

#include <utility>

namespace torntape::channel {
namespace {

using cable::Called;
using cable::ChannelNumber;
using cable::FilingTime;
using cable::Heading;
using cable::MessageIdentification;
using cable::Precedence;
using cable::Role;

// A general message may go to every one of ten thousand posts.
constexpr std::size_t kCopiesMax = 1u << 16;
constexpr std::size_t kIdentitiesMax = 1u << 20;

ChannelNumber ReadNumber(ByteReader& reader) {
  const auto packed = static_cast<std::uint32_t>(reader.Bounded(0xffffffff));
  const auto serial = static_cast<std::uint16_t>(reader.Bounded(9999));
  const std::uint8_t digits = reader.Byte();
  if (packed == 0) return {};
  const auto designator = cable::ChannelDesignator::FromPacked(packed);
  if (!designator || (digits != 3 && digits != 4)) {
    reader.Fail();
    return {};
  }
  return {*designator, serial, digits};
}

cable::ChannelDesignator ReadDesignator(ByteReader& reader) {
  const auto packed = static_cast<std::uint32_t>(reader.Bounded(0xffffffff));
  const auto designator = cable::ChannelDesignator::FromPacked(packed);
  if (!designator) reader.Fail();
  return designator.value_or(cable::ChannelDesignator{});
}

Precedence ReadPrecedence(ByteReader& reader) {
  return static_cast<Precedence>(reader.Bounded(cable::kPrecedenceCount - 1));
}

cable::RoutingIndicator ReadIndicator(ByteReader& reader) {
  const std::uint64_t packed = reader.Fixed64();
  const auto indicator = cable::RoutingIndicator::FromPacked(packed);
  if (!indicator) reader.Fail();
  return indicator.value_or(cable::RoutingIndicator{});
}

std::string ReadLine(ByteReader& reader) {
  const std::string_view text = reader.Text();
  if (text.size() > cable::kLineBytesMax) reader.Fail();
  return std::string(reader.ok() ? text : std::string_view{});
}

constexpr std::size_t kNumberMost = Pen::VarintMost(32) + Pen::VarintMost(16) + 1;
constexpr std::size_t kCalledMost = 8 + 1;
constexpr std::size_t kIdentificationMost = 8 + 2 * Pen::VarintMost(16) + 6;
constexpr std::size_t kDigestBytes = 16;

void PutNumber(Pen& pen, const ChannelNumber& number) {
  pen.Varint(number.designator.packed());
  pen.Varint(number.serial);
  pen.Byte(number.digits);
}

std::size_t MostOf(std::span<const Called> called) {
  return Pen::kVarintMost + called.size() * kCalledMost;
}

void PutCalled(Pen& pen, std::span<const Called> called) {
  pen.Varint(called.size());
  for (const Called& one : called) {
    pen.Fixed64(one.indicator.packed());
    pen.Byte(static_cast<std::uint8_t>(one.role));
  }
}

void PutDigest(Pen& pen, const Digest& digest) {
  pen.Fixed64(digest.high);
  pen.Fixed64(digest.low);
}

void PutIdentification(Pen& pen, const MessageIdentification& id) {
  pen.Fixed64(id.calling.packed());
  pen.Varint(id.serial);
  pen.Byte(id.serial_digits);
  pen.Byte(static_cast<std::uint8_t>(id.position));
  pen.Byte(id.section);
  pen.Byte(static_cast<std::uint8_t>(id.filing.form));
  pen.Varint(id.filing.day);
  pen.Byte(id.filing.hour);
  pen.Byte(id.filing.minute);
}

MessageIdentification ReadIdentification(ByteReader& reader) {
  MessageIdentification id;
  id.calling = ReadIndicator(reader);
  id.serial = static_cast<std::uint16_t>(reader.Bounded(9999));
  id.serial_digits = reader.Byte();
  id.position = static_cast<char>(reader.Byte());
  id.section = reader.Byte();
  id.filing.form =
      static_cast<FilingTime::Form>(reader.Bounded(std::uint64_t(FilingTime::Form::kDayOfMonth)));
  id.filing.day = static_cast<std::uint16_t>(reader.Bounded(366));
  id.filing.hour = reader.Byte();
  id.filing.minute = reader.Byte();
  return id;
}

std::size_t MostOf(const Heading& heading) {
  constexpr std::size_t kEnumerations = 5;
  return kIdentificationMost + 2 * Pen::kVarintMost + heading.calling_line.size() +
         heading.instruction_lines.size() + kEnumerations + kDigestBytes;
}

void PutHeading(Pen& pen, const Heading& heading) {
  PutIdentification(pen, heading.identification);
  pen.Text(heading.calling_line);
  pen.Text(heading.instruction_lines);
  pen.Byte(static_cast<std::uint8_t>(heading.classification));
  pen.Byte(static_cast<std::uint8_t>(heading.special_category));
  pen.Byte(static_cast<std::uint8_t>(heading.action_precedence));
  pen.Byte(heading.info_precedence ? static_cast<std::uint8_t>(*heading.info_precedence) : 0xff);
  pen.Byte(heading.always_deliver ? 1 : 0);
  PutDigest(pen, heading.body_digest);
}

Ref<const Heading> ReadHeading(ByteReader& reader) {
  auto heading = Heading::Make();
  heading->identification = ReadIdentification(reader);
  heading->calling_line = ReadLine(reader);
  heading->instruction_lines = ReadLine(reader);
  heading->classification = static_cast<cable::Classification>(
      reader.Bounded(std::uint64_t(cable::Classification::kTopSecret)));
  heading->special_category = static_cast<char>(reader.Byte());
  heading->action_precedence = ReadPrecedence(reader);
  const std::uint8_t info = reader.Byte();
  if (info != 0xff) {
    if (info >= cable::kPrecedenceCount) reader.Fail();
    heading->info_precedence = static_cast<Precedence>(info);
  }
  heading->always_deliver = reader.Bounded(1) == 1;
  heading->body_digest.high = reader.Fixed64();
  heading->body_digest.low = reader.Fixed64();
  return heading;
}

std::vector<SetAside> ReadSetAside(ByteReader& reader) {
  std::vector<SetAside> read;
  const std::uint64_t aside = reader.Bounded(kCopiesMax);
  for (std::uint64_t i = 0; i < aside && reader.ok(); ++i) {
    SetAside one;
    one.called.indicator = ReadIndicator(reader);
    one.called.role = static_cast<Role>(reader.Bounded(1));
    one.reason = static_cast<cable::Reason>(reader.Bounded(cable::kReasonCount - 1));
    read.push_back(one);
  }
  return read;
}

}  // namespace

void WriteNumber(ByteWriter& writer, const ChannelNumber& number) {
  writer.AtMost(kNumberMost, [&](Pen& pen) { PutNumber(pen, number); });
}

void WriteCalled(ByteWriter& writer, std::span<const Called> called) {
  writer.AtMost(MostOf(called), [&](Pen& pen) { PutCalled(pen, called); });
}

cable::CalledList ReadCalled(ByteReader& reader) {
  cable::CalledList called;
  const std::uint64_t size = reader.Bounded(cable::kCalledMax);
  for (std::uint64_t i = 0; i < size && reader.ok(); ++i) {
    const auto indicator = ReadIndicator(reader);
    called.push_back({indicator, static_cast<Role>(reader.Bounded(1))});
  }
  return called;
}

void WriteTransmission(ByteWriter& writer, const cable::Transmission& transmission) {
  const cable::Trace& trace = transmission.trace;
  const std::span<const Called> called = transmission.called.span();
  std::size_t most =
      kNumberMost * (trace.size() + 1) + MostOf(called) + MostOf(*transmission.heading);
  most += 2 * Pen::kVarintMost + 1;  // how long its lists are, and its precedence
  for (const cable::Pilot& pilot : transmission.pilots) {
    most += 3 * Pen::kVarintMost + pilot.instruction.size() + pilot.enclosed_identification.size() +
            pilot.enclosed_routing_line.size();
  }
  writer.AtMost(most, [&](Pen& pen) {
    PutNumber(pen, transmission.number);
    pen.Varint(trace.size());
    for (const ChannelNumber& number : trace) PutNumber(pen, number);
    pen.Byte(static_cast<std::uint8_t>(transmission.precedence));
    PutCalled(pen, called);
    pen.Varint(transmission.pilots.size());
    for (const cable::Pilot& pilot : transmission.pilots) {
      pen.Text(pilot.instruction);
      pen.Text(pilot.enclosed_identification);
      pen.Text(pilot.enclosed_routing_line);
    }
    PutHeading(pen, *transmission.heading);
  });
}

void ReadTransmission(ByteReader& reader, cable::Transmission& transmission) {
  transmission.number = ReadNumber(reader);
  const std::uint64_t trace = reader.Bounded(cable::kTraceMax);
  for (std::uint64_t i = 0; i < trace && reader.ok(); ++i) {
    transmission.trace.push_back(ReadNumber(reader));
  }
  transmission.precedence = ReadPrecedence(reader);
  transmission.called = ReadCalled(reader);
  const std::uint64_t pilots = reader.Bounded(cable::kPilotsMax);
  for (std::uint64_t i = 0; i < pilots && reader.ok(); ++i) {
    cable::Pilot pilot;
    pilot.instruction = ReadLine(reader);
    pilot.enclosed_identification = ReadLine(reader);
    pilot.enclosed_routing_line = ReadLine(reader);
    transmission.pilots.push_back(std::move(pilot));
  }
  transmission.heading = ReadHeading(reader);
}

void WriteIdentities(ByteWriter& writer, std::span<const Digest> identities) {
  writer.AtMost(Pen::kVarintMost + identities.size() * kDigestBytes, [&](Pen& pen) {
    pen.Varint(identities.size());
    for (const Digest& identity : identities) PutDigest(pen, identity);
  });
}

std::vector<Digest> ReadIdentities(ByteReader& reader) {
  std::vector<Digest> identities;
  const std::uint64_t size = reader.Bounded(kIdentitiesMax);
  for (std::uint64_t i = 0; i < size && reader.ok(); ++i) {
    const std::uint64_t high = reader.Fixed64();
    identities.push_back({high, reader.Fixed64()});
  }
  return identities;
}

namespace {

std::vector<TakenCopy> ReadCopies(ByteReader& reader) {
  std::vector<TakenCopy> read;
  const std::uint64_t copies = reader.Bounded(kCopiesMax);
  for (std::uint64_t i = 0; i < copies && reader.ok(); ++i) {
    TakenCopy copy;
    copy.channel = static_cast<std::uint16_t>(reader.Bounded(0xffff));
    copy.precedence = ReadPrecedence(reader);
    copy.called = ReadCalled(reader);
    if (reader.Bounded(1) == 1) copy.rerouted_from = ReadIndicator(reader);
    read.push_back(std::move(copy));
  }
  return read;
}

// A channel, or none, as one number.
std::optional<std::uint16_t> ReadChannelOrNone(ByteReader& reader) {
  const std::uint64_t channel = reader.Bounded(0x10000);
  if (channel == 0) return std::nullopt;
  return static_cast<std::uint16_t>(channel - 1);
}

}  // namespace

void WriteSetAside(ByteWriter& writer, std::span<const SetAside> set_aside) {
  writer.Varint(set_aside.size());
  for (const SetAside& one : set_aside) {
    writer.Fixed64(one.called.indicator.packed());
    writer.Byte(static_cast<std::uint8_t>(one.called.role));
    writer.Byte(static_cast<std::uint8_t>(one.reason));
  }
}

void WriteCopies(ByteWriter& writer, std::span<const CopyPlan> copies) {
  writer.Varint(copies.size());
  for (const CopyPlan& copy : copies) {
    const std::span<const Called> called = copy.called.span();
    writer.AtMost(Pen::VarintMost(16) + MostOf(called) + 2 + 8, [&](Pen& pen) {
      pen.Varint(AsSize(copy.channel));
      pen.Byte(static_cast<std::uint8_t>(copy.precedence));
      PutCalled(pen, called);
      pen.Byte(copy.rerouted_from.none() ? 0 : 1);
      if (!copy.rerouted_from.none()) pen.Fixed64(copy.rerouted_from.packed());
    });
  }
}

std::optional<TakenRecord> ReadTaken(ByteReader& reader) {
  std::optional<TakenRecord> read(std::in_place);
  TakenRecord& record = *read;
  record.cable = reader.Varint();
  record.at_ns = static_cast<std::int64_t>(reader.Varint());
  record.from = ReadChannelOrNone(reader);
  record.count = reader.Varint();
  record.deliver_here = reader.Bounded(1) == 1;
  record.asks_about = ReadChannelOrNone(reader);
  record.body_bytes = reader.Bounded(cable::kBodyBytesMax);
  ReadTransmission(reader, record.transmission);
  record.copies = ReadCopies(reader);
  record.identities = ReadIdentities(reader);
  record.set_aside = ReadSetAside(reader);
  if (!reader.ok() || !reader.AtEnd()) return std::nullopt;
  return read;
}

std::optional<SentRecord> ReadSent(ByteReader& reader) {
  SentRecord record;
  record.channel = static_cast<std::uint16_t>(reader.Bounded(0xffff));
  do {
    SentCopy copy;
    copy.count = reader.Varint();
    copy.cable = reader.Varint();
    copy.ordinal = static_cast<std::uint32_t>(reader.Bounded(0xffffffff));
    record.copies.push_back(copy);
  } while (reader.ok() && !reader.AtEnd());
  if (!reader.ok()) return std::nullopt;
  return record;
}

void WriteLetGo(ByteWriter& writer, std::uint64_t cable, const Custodian::LettingGo& letting_go) {
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kLetGo));
  writer.Varint(cable);
  writer.Varint(letting_go.called.size());
  for (const cable::RoutingIndicator called : letting_go.called) writer.Fixed64(called.packed());
  WriteCopies(writer, letting_go.copies);
}

std::optional<LetGoRecord> ReadLetGo(ByteReader& reader) {
  LetGoRecord record;
  record.cable = reader.Varint();
  const std::uint64_t called = reader.Bounded(kCopiesMax);
  for (std::uint64_t i = 0; i < called && reader.ok(); ++i) {
    record.called.push_back(ReadIndicator(reader));
  }
  record.copies = ReadCopies(reader);
  if (!reader.ok() || !reader.AtEnd()) return std::nullopt;
  return record;
}

void WriteStanding(ByteWriter& writer, const StandingRecord& record) {
  writer.Byte(static_cast<std::uint8_t>(RecordKind::kStanding));
  writer.Varint(record.number);
  writer.Varint(record.last_cable);
  writer.Varint(record.channels.size());
  for (const StandingRecord::Channel& channel : record.channels) {
    writer.Varint(channel.link);
    writer.Fixed64(channel.peer.packed());
    writer.Varint(channel.outgoing.packed());
    writer.Varint(channel.incoming.packed());
    writer.Byte(channel.digits);
    writer.Varint(channel.sent_count);
    writer.Varint(channel.committed_count);
    writer.Varint(channel.open.size());
    for (const IncomingChannel::OpenNumbers& open : channel.open) {
      writer.Varint(open.first);
      writer.Varint(open.last);
    }
  }
  writer.Varint(record.peer_epochs.size());
  for (const std::uint64_t epoch : record.peer_epochs) writer.Fixed64(epoch);
}

std::optional<StandingRecord> ReadStanding(ByteReader& reader) {
  StandingRecord record;
  record.number = reader.Bounded(0xffffffff);
  record.last_cable = reader.Varint();
  const std::uint64_t channels = reader.Bounded(0xffff);
  for (std::uint64_t i = 0; i < channels && reader.ok(); ++i) {
    StandingRecord::Channel channel;
    channel.link = static_cast<std::uint16_t>(reader.Bounded(0xffff));
    channel.peer = ReadIndicator(reader);
    channel.outgoing = ReadDesignator(reader);
    channel.incoming = ReadDesignator(reader);
    channel.digits = reader.Byte();
    if (channel.digits != 3 && channel.digits != 4) reader.Fail();
    channel.sent_count = reader.Varint();
    channel.committed_count = reader.Varint();
    const std::uint64_t open = reader.Bounded(0xffff);
    for (std::uint64_t j = 0; j < open && reader.ok(); ++j) {
      const std::uint64_t first = reader.Varint();
      channel.open.push_back({first, reader.Varint()});
    }
    record.channels.push_back(channel);
  }
  const std::uint64_t links = reader.Bounded(0xffff);
  for (std::uint64_t i = 0; i < links && reader.ok(); ++i) {
    record.peer_epochs.push_back(reader.Fixed64());
  }
  for (const StandingRecord::Channel& channel : record.channels) {
    if (channel.link >= links) reader.Fail();
  }
  if (!reader.ok() || !reader.AtEnd()) return std::nullopt;
  return record;
}

std::optional<RenewedRecord> ReadRenewed(ByteReader& reader) {
  RenewedRecord record;
  record.cable = reader.Varint();
  record.body_bytes = reader.Bounded(cable::kBodyBytesMax);
  ReadTransmission(reader, record.transmission);
  record.set_aside = ReadSetAside(reader);
  record.next_ordinal = static_cast<std::uint32_t>(reader.Bounded(0xffffffff));
  const std::uint64_t copies = reader.Bounded(kCopiesMax);
  for (std::uint64_t i = 0; i < copies && reader.ok(); ++i) {
    RenewedCopy copy;
    copy.ordinal = static_cast<std::uint32_t>(reader.Bounded(0xffffffff));
    copy.channel = static_cast<std::uint16_t>(reader.Bounded(0xffff));
    copy.precedence = ReadPrecedence(reader);
    copy.suspected = reader.Bounded(1) == 1;
    copy.last_number = ReadNumber(reader);
    copy.count = reader.Varint();
    copy.called = ReadCalled(reader);
    if (reader.Bounded(1) == 1) copy.rerouted_from = ReadIndicator(reader);
    record.copies.push_back(std::move(copy));
  }
  if (!reader.ok() || !reader.AtEnd()) return std::nullopt;
  return record;
}

}  // namespace torntape::channel
