#include <array>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/big_endian.h"
#include "base/pen.h"
#include "proto/transmission_codec.h"

namespace torntape::proto {
namespace {

using wire::Type;
using wire::Writer;

// Room on the stack for the text of an indicator or a channel number, so that writing one does not
// allocate.
class ShortText {
 public:
  explicit ShortText(cable::RoutingIndicator indicator) : size_(indicator.size()) {
    StoreHighestFirst(indicator.packed(), text_.data());
  }
  explicit ShortText(const cable::ChannelNumber& number) {
    if (number.none()) return;
    for (std::size_t i = 0; i < kLetters; ++i) {
      text_[i] = static_cast<char>(number.designator.packed() >> (16 - 8 * i));
    }
    size_ = kLetters + (number.digits == 4 ? 4 : 3);
    unsigned rest = number.serial;
    for (std::size_t i = size_; i > kLetters; rest /= 10) {
      text_[--i] = static_cast<char>('0' + rest % 10);
    }
  }
  std::string_view view() const { return {text_.data(), size_}; }

 private:
  static constexpr std::size_t kLetters = 3;  // of a channel designator
  std::array<char, 8> text_;
  std::size_t size_ = 0;
};

void WriteIdentification(const cable::MessageIdentification& id, Writer& writer) {
  writer.Text(1, ShortText(id.calling).view());
  writer.Varint(2, id.serial);
  writer.Varint(3, id.serial_digits);
  if (id.position != '\0') writer.Text(4, {&id.position, 1});
  writer.Varint(5, id.section);
  if (id.filing.form == cable::FilingTime::Form::kNone) return;
  const std::size_t filing = writer.Open(6);
  writer.Varint(1, static_cast<std::uint64_t>(id.filing.form));
  writer.Varint(2, id.filing.day);
  writer.Varint(3, id.filing.hour);
  writer.Varint(4, id.filing.minute);
  writer.Close(filing);
}

void WriteHeading(const cable::Heading& heading, Writer& writer) {
  const std::size_t identification = writer.Open(1);
  WriteIdentification(heading.identification, writer);
  writer.Close(identification);
  writer.Text(2, heading.calling_line);
  writer.Text(3, heading.instruction_lines);
  writer.Varint(4, ContractNumber(heading.classification));
  if (heading.special_category != '\0') writer.Text(5, {&heading.special_category, 1});
  writer.Varint(6, ContractNumber(heading.action_precedence));
  if (heading.info_precedence) writer.Varint(7, ContractNumber(*heading.info_precedence));
  writer.Varint(8, heading.always_deliver ? 1 : 0);
  std::array<char, 16> digest;
  StoreHighestFirst(heading.body_digest.high, digest.data());
  StoreHighestFirst(heading.body_digest.low, digest.data() + 8);
  writer.Text(9, {digest.data(), digest.size()});
}

// What most transmissions do not have: pilots, and a heading that was made here. Empty without.
std::string EncodeRareFields(const cable::Transmission& transmission) {
  std::string fields;
  Writer writer(fields);
  for (const cable::Pilot& pilot : transmission.pilots) {
    const std::size_t start = writer.Open(5);
    writer.Text(1, pilot.instruction);
    writer.Text(2, pilot.enclosed_identification);
    writer.Text(3, pilot.enclosed_routing_line);
    writer.Close(start);
  }
  if (transmission.heading->encoded.bytes.empty()) {
    const std::size_t heading = writer.Open(6);
    WriteHeading(*transmission.heading, writer);
    writer.Close(heading);
  }
  return fields;
}

constexpr std::size_t kTagBytes = 1;  // of fields below 16, which all of these are
constexpr std::size_t kIndicatorAround =
    4;  // a tag and a length before the letters, a tag and a role

std::size_t FieldBytes(std::size_t content) {
  return kTagBytes + wire::VarintSize(content) + content;
}

// One transmission, measured first and then written into room of just that size.
class Encoding {
 public:
  explicit Encoding(const TransmissionFrame& frame)
      : frame_(frame),
        transmission_(frame.transmission),
        rare_(EncodeRareFields(frame.transmission)),
        fields_bytes_(MeasureFields()),
        frame_bytes_((frame.channel == 0 ? 0 : kTagBytes + wire::VarintSize(frame.channel)) +
                     FieldBytes(fields_bytes_)) {}

  // Without the body.
  std::size_t bytes() const { return FieldBytes(frame_bytes_) - transmission_.body.size(); }

  void Write(Pen& pen) const {
    Tag(pen, kTransmissionField, Type::kBytes);
    pen.Varint(frame_bytes_);
    if (frame_.channel != 0) {
      Tag(pen, 1, Type::kVarint);
      pen.Varint(frame_.channel);
    }
    Tag(pen, 2, Type::kBytes);
    pen.Varint(fields_bytes_);
    WriteFields(pen);
  }

 private:
  static void Tag(Pen& pen, std::uint32_t field, Type type) {
    pen.Byte(static_cast<std::uint8_t>(field << 3 | static_cast<std::uint32_t>(type)));
  }
  static void Text(Pen& pen, std::uint32_t field, std::string_view text) {
    Tag(pen, field, Type::kBytes);
    pen.Text(text);
  }

  std::size_t MeasureFields() const {
    const auto& heading = transmission_.heading->encoded.bytes;
    const auto number_bytes = [](const cable::ChannelNumber& number) {
      return FieldBytes(number.none() ? 0 : number.digits == 4 ? 7 : 6);
    };
    std::size_t bytes = 2 * kTagBytes;  // the precedence
    if (!transmission_.number.none()) bytes += number_bytes(transmission_.number);
    for (const cable::ChannelNumber& number : transmission_.trace) bytes += number_bytes(number);
    for (const cable::Called& called : transmission_.called) {
      bytes += FieldBytes(kIndicatorAround + called.indicator.size());
    }
    bytes += rare_.size();
    if (!heading.empty()) bytes += FieldBytes(heading.size());
    if (!transmission_.body.empty()) bytes += FieldBytes(transmission_.body.size());
    return bytes;
  }

  void WriteFields(Pen& pen) const {
    const auto& heading = transmission_.heading->encoded.bytes;
    if (!transmission_.number.none()) Text(pen, 1, ShortText(transmission_.number).view());
    for (const cable::ChannelNumber& number : transmission_.trace) {
      Text(pen, 2, ShortText(number).view());
    }
    Tag(pen, 3, Type::kVarint);
    pen.Varint(ContractNumber(transmission_.precedence));
    for (const cable::Called& called : transmission_.called) WriteCalled(pen, called);
    pen.Bytes(rare_);
    if (!heading.empty()) Text(pen, 6, heading);
    if (transmission_.body.empty()) return;
    Tag(pen, 15, Type::kBytes);
    pen.Varint(transmission_.body.size());
  }

  static void WriteCalled(Pen& pen, const cable::Called& called) {
    const ShortText indicator(called.indicator);
    Tag(pen, 4, Type::kBytes);
    pen.Varint(indicator.view().size() + kIndicatorAround);
    Text(pen, 1, indicator.view());
    Tag(pen, 2, Type::kVarint);
    pen.Varint(ContractNumber(called.role));
  }

  const TransmissionFrame& frame_;
  const cable::Transmission& transmission_;
  std::string rare_;
  std::size_t fields_bytes_;  // of the transmission, its body included
  std::size_t frame_bytes_;   // of the frame's own fields, around it
};

}  // namespace

void WriteTransmission(const TransmissionFrame& frame, std::string& out) {
  TORNTAPE_ASSERT(static_cast<bool>(frame.transmission.heading));
  TORNTAPE_ASSERT(frame.transmission.body.size() <= cable::kBodyBytesMax);
  const Encoding encoding(frame);
  const std::size_t begin = out.size();
  out.resize(begin + encoding.bytes());
  Pen pen(out.data() + begin);
  encoding.Write(pen);
  TORNTAPE_ASSERT(pen.at() == out.data() + out.size());
}

void WriteReceipt(const Receipt& receipt, Writer& writer) {
  const std::size_t start = writer.Open(kReceiptField);
  writer.Varint(1, receipt.channel);
  writer.Varint(2, receipt.count);
  writer.Varint(3, receipt.serial);
  writer.Close(start);
}

void WriteCredit(const Credit& credit, Writer& writer) {
  const std::size_t start = writer.Open(kCreditField);
  writer.Varint(1, credit.channel);
  writer.Varint(2, credit.ordinary_bytes);
  writer.Varint(3, credit.reserve_bytes);
  writer.Close(start);
}

}  // namespace torntape::proto
