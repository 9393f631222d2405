#include "tests/proto/random_values.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <gtest/gtest.h>

namespace torntape::proto {
namespace {

template <typename Enumeration>
Enumeration RandomOf(Prng& prng, std::size_t count) {
  return static_cast<Enumeration>(prng.Below(count));
}

std::size_t Below(Prng& prng, std::size_t bound) {
  return static_cast<std::size_t>(prng.Below(bound));
}

std::string RandomLetters(Prng& prng, std::size_t size) {
  std::string letters;
  while (letters.size() < size) letters.push_back(static_cast<char>('A' + prng.Below(26)));
  return letters;
}

cable::CalledList RandomCalled(Prng& prng, std::size_t size) {
  cable::CalledList list;
  while (list.size() < size) {
    list.push_back({RandomIndicator(prng), RandomOf<cable::Role>(prng, 2)});
  }
  return list;
}

cable::Trace RandomTrace(Prng& prng) {
  cable::Trace trace;
  for (std::size_t n = Below(prng, prng.Chance(1, 10) ? cable::kTraceMax + 1 : 4); n > 0; --n) {
    trace.push_back(RandomNumber(prng));
  }
  return trace;
}

ChannelState RandomChannel(Prng& prng) {
  return {
      RandomNumber(prng).designator, prng.Next(), static_cast<std::uint16_t>(prng.Below(10000)),
      RandomNumber(prng).designator, prng.Next(), static_cast<std::uint16_t>(prng.Below(10000))};
}

std::vector<ChannelState> RandomChannels(Prng& prng) {
  std::vector<ChannelState> channels;
  for (std::size_t n = Below(prng, 4); n > 0; --n) channels.push_back(RandomChannel(prng));
  return channels;
}

Status RandomStatus(Prng& prng) {
  Status status{prng.Next(), prng.Next(), prng.Next(), prng.Next(),
                prng.Next(), prng.Next(), prng.Next(), {}};
  for (std::uint64_t& copies : status.queued) copies = prng.Below(3);
  return status;
}

Delivered RandomDelivered(Prng& prng) {
  Delivered delivered;
  delivered.at = InstantFromNanoseconds(prng.Between(-1'000'000'000'000, INT64_MAX / 2));
  delivered.identification = RandomIdentification(prng);
  delivered.addressee = RandomLine(prng, 40);
  delivered.role = RandomOf<cable::Role>(prng, 2);
  delivered.line_2 = RandomLine(prng, 69);
  delivered.body_digest = {prng.Next(), prng.Next()};
  if (prng.Chance(1, 2)) delivered.body = SharedBytes(RandomBytes(prng, 300));
  delivered.trace = RandomTrace(prng);
  return delivered;
}

}  // namespace

std::uint64_t SeedOr(std::uint64_t otherwise) {
  const char* const seed = std::getenv("TORNTAPE_SEED");
  return seed == nullptr ? otherwise : std::strtoull(seed, nullptr, 10);
}

std::string RerunLine(std::uint64_t seed) {
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  return "rerun: TORNTAPE_SEED=" + std::to_string(seed) +
         " proto_test --gtest_filter=" + test->test_suite_name() + "." + test->name();
}

cable::RoutingIndicator RandomIndicator(Prng& prng) {
  return cable::RoutingIndicator::Of(RandomLetters(prng, 4 + Below(prng, 5)));
}

cable::ChannelNumber RandomNumber(Prng& prng) {
  const auto digits = static_cast<std::uint8_t>(3 + prng.Below(2));
  const auto serial = static_cast<std::uint16_t>(1 + prng.Below(cable::CycleOf(digits)));
  return {cable::ChannelDesignator::Of(RandomLetters(prng, 3)), serial, digits};
}

cable::MessageIdentification RandomIdentification(Prng& prng) {
  cable::MessageIdentification id;
  id.calling = RandomIndicator(prng);
  constexpr std::uint64_t kOver[] = {1, 10, 100, 1000, 10000};
  id.serial_digits = static_cast<std::uint8_t>(prng.Below(5));
  id.serial = static_cast<std::uint16_t>(prng.Below(kOver[id.serial_digits]));
  if (prng.Chance(1, 4)) id.position = static_cast<char>('A' + prng.Below(26));
  id.section = static_cast<std::uint8_t>(prng.Below(100));
  id.filing.form = RandomOf<cable::FilingTime::Form>(prng, 3);
  if (id.filing.form == cable::FilingTime::Form::kNone) return id;
  const bool of_year = id.filing.form == cable::FilingTime::Form::kDayOfYear;
  id.filing.day = static_cast<std::uint16_t>(1 + prng.Below(of_year ? 366 : 31));
  id.filing.hour = static_cast<std::uint8_t>(prng.Below(24));
  id.filing.minute = static_cast<std::uint8_t>(prng.Below(60));
  return id;
}

std::string RandomLine(Prng& prng, std::size_t size_max) {
  std::string line(Below(prng, size_max + 1), ' ');
  for (char& c : line) c = static_cast<char>(' ' + prng.Below(95));
  return line;
}

std::string RandomLines(Prng& prng, std::size_t size_max) {
  if (size_max == 0 || prng.Chance(1, 4)) return {};
  std::string lines = RandomLine(prng, size_max - 1) + "\n";
  for (char& c : lines) {
    if (prng.Chance(1, 60)) c = '\n';
  }
  return lines;
}

std::string RandomBytes(Prng& prng, std::size_t size_max) {
  std::string bytes(Below(prng, size_max + 1), '\0');
  for (char& c : bytes) c = static_cast<char>(prng.Below(256));
  return bytes;
}

cable::Transmission RandomTransmission(Prng& prng) {
  cable::Transmission transmission;
  transmission.number = RandomNumber(prng);
  transmission.trace = RandomTrace(prng);
  transmission.precedence = RandomOf<cable::Precedence>(prng, cable::kPrecedenceCount);
  const std::size_t called_max = prng.Chance(1, 20) ? cable::kCalledMax : 8;
  transmission.called = RandomCalled(prng, 1 + Below(prng, called_max));
  const std::size_t line_max = prng.Chance(1, 20) ? cable::kLineBytesMax : 120;
  for (std::size_t n = prng.Chance(1, 5) ? Below(prng, cable::kPilotsMax + 1) : 0; n > 0; --n) {
    transmission.pilots.push_back(
        {RandomLine(prng, line_max), RandomLine(prng, line_max), RandomLines(prng, line_max)});
  }
  auto heading = MakeRef<cable::Heading>();
  heading->identification = RandomIdentification(prng);
  heading->calling_line = RandomLine(prng, line_max);
  heading->instruction_lines = RandomLines(prng, line_max);
  heading->classification = RandomOf<cable::Classification>(prng, 6);
  if (prng.Chance(1, 4)) heading->special_category = 'B';
  heading->action_precedence = RandomOf<cable::Precedence>(prng, cable::kPrecedenceCount);
  if (prng.Chance(1, 2)) {
    heading->info_precedence = RandomOf<cable::Precedence>(prng, cable::kPrecedenceCount);
  }
  heading->always_deliver = prng.Chance(1, 4);
  heading->body_digest = {prng.Next(), prng.Chance(1, 10) ? 0 : prng.Next()};
  transmission.heading = heading;
  transmission.body = SharedBytes(RandomBytes(prng, prng.Chance(1, 10) ? 100'000 : 2'000));
  return transmission;
}

KeptEvent RandomEvent(Prng& prng) {
  KeptEvent kept;
  cable::Event& event = kept.event;
  event.at = InstantFromNanoseconds(prng.Between(-5'000'000'000, INT64_MAX / 2));
  event.kind = RandomOf<cable::EventKind>(prng, cable::kEventKindCount);
  event.reason = RandomOf<cable::Reason>(prng, cable::kReasonCount);
  event.role = RandomOf<cable::Role>(prng, 2);
  event.precedence = RandomOf<cable::Precedence>(prng, cable::kPrecedenceCount);
  if (prng.Chance(1, 2))
    event.addressee = cable::AddresseeId{static_cast<std::uint32_t>(prng.Below(9))};
  event.station = RandomIndicator(prng);
  if (prng.Chance(1, 2)) event.peer = RandomIndicator(prng);
  if (prng.Chance(1, 2)) event.subject = RandomIndicator(prng);
  if (prng.Chance(1, 2)) event.number = RandomNumber(prng);
  if (prng.Chance(1, 2)) event.identification = RandomIdentification(prng);
  event.digest = prng.Next();
  event.body_bytes = prng.Below(cable::kBodyBytesMax);
  event.overtaken = static_cast<std::uint32_t>(prng.Below(3));
  event.queue_depth = static_cast<std::uint32_t>(prng.Below(1'000'000));
  kept.called = RandomCalled(prng, Below(prng, 5));
  kept.trace = RandomTrace(prng);
  return kept;
}

Hello RandomHello(Prng& prng) {
  Hello hello;
  hello.watching = prng.Chance(1, 4);
  hello.network = RandomLine(prng, 128);
  hello.link = RandomLine(prng, 128);
  hello.station = RandomIndicator(prng);
  hello.store_epoch = prng.Next();
  hello.peer_epoch = prng.Next();
  hello.channels = RandomChannels(prng);
  return hello;
}

Frame RandomFrame(Prng& prng) {
  const auto channel = static_cast<std::uint16_t>(prng.Below(kChannelsPerLinkMax));
  switch (prng.Below(std::variant_size_v<Frame> + 2)) {
    case 0:
      return RandomHello(prng);
    case 1:
      return Welcome{RandomIndicator(prng), prng.Next(), prng.Next(), RandomChannels(prng)};
    case 2:
      return Receipt{channel, prng.Next(), static_cast<std::uint16_t>(prng.Below(10000))};
    case 3:
      return Credit{channel, prng.Next(), prng.Below(1u << 20)};
    case 4:
      return Reject{RandomOf<RejectReason>(prng, kRejectReasonCount), RandomLine(prng, 200)};
    case 5:
      return Ping{prng.Next()};
    case 6:
      return Pong{prng.Next()};
    case 7: {
      EventBatch batch{{}, prng.Below(5)};
      for (std::size_t n = Below(prng, 5); n > 0; --n) batch.events.push_back(RandomEvent(prng));
      return batch;
    }
    default:
      return TransmissionFrame{channel, RandomTransmission(prng)};
  }
}

ControlFrame RandomControl(Prng& prng) {
  switch (prng.Below(std::variant_size_v<ControlFrame>)) {
    case 0:
      return Listening{static_cast<std::uint16_t>(prng.Below(65536))};
    case 1:
      return Ready{static_cast<std::uint32_t>(prng.Below(9)), 9};
    case 2:
      return EventBatch{{RandomEvent(prng), RandomEvent(prng)}, prng.Below(2)};
    case 3:
      return RandomStatus(prng);
    case 4:
      return RandomDelivered(prng);
    case 5:
      return Problem{RandomLines(prng, 400), prng.Chance(1, 2)};
    case 6:
      return Peers{{{RandomLine(prng, 30), 80}, {"KA-LB", 65535}}};
    case 7:
      return FileCable{RandomLine(prng, 30), RandomBytes(prng, 3000),
                       Duration{prng.Between(0, INT64_MAX / 2)}};
    case 8:
      return StatusRequest{prng.Next()};
    default:
      return Stop{};
  }
}

bool SameTransmission(const cable::Transmission& a, const cable::Transmission& b) {
  return a.number == b.number && a.trace == b.trace && a.precedence == b.precedence &&
         a.called == b.called && a.pilots == b.pilots && *a.heading == *b.heading &&
         a.body.view() == b.body.view();
}

bool SameEvent(const KeptEvent& a, const KeptEvent& b) {
  const cable::Event& x = a.event;
  const cable::Event& y = b.event;
  return x.at == y.at && x.kind == y.kind && x.reason == y.reason && x.role == y.role &&
         x.precedence == y.precedence && x.addressee == y.addressee && x.station == y.station &&
         x.peer == y.peer && x.subject == y.subject && x.number == y.number &&
         x.identification == y.identification && x.digest == y.digest &&
         x.body_bytes == y.body_bytes && x.overtaken == y.overtaken &&
         x.queue_depth == y.queue_depth && a.called == b.called && a.trace == b.trace;
}

bool SameFrame(const Frame& a, const Frame& b) {
  if (a.index() != b.index()) return false;
  if (const auto* x = std::get_if<TransmissionFrame>(&a)) {
    const auto& y = std::get<TransmissionFrame>(b);
    return x->channel == y.channel && SameTransmission(x->transmission, y.transmission);
  }
  if (const auto* x = std::get_if<EventBatch>(&a)) {
    const auto& y = std::get<EventBatch>(b);
    return x->missed == y.missed && std::equal(x->events.begin(), x->events.end(), y.events.begin(),
                                               y.events.end(), SameEvent);
  }
  return std::visit(
      [&](const auto& x) {
        using Value = std::decay_t<decltype(x)>;
        if constexpr (std::is_same_v<Value, TransmissionFrame> ||
                      std::is_same_v<Value, EventBatch>) {
          return false;  // compared above
        } else {
          return x == std::get<Value>(b);
        }
      },
      a);
}

}  // namespace torntape::proto
