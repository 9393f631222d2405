#include <array>
#include <cstring>
#include <string_view>

#include "base/assert.h"
#include "proto/transmission_codec.h"

namespace torntape::proto {
namespace {

using wire::Type;
using wire::Writer;

// Room on the stack for the text of an indicator or a channel number, so that writing one does not
// allocate.
class ShortText {
 public:
  explicit ShortText(cable::RoutingIndicator indicator) {
    for (std::uint64_t rest = indicator.packed(); rest != 0; rest <<= 8) Push(rest >> 56);
  }
  explicit ShortText(const cable::ChannelNumber& number) {
    if (number.none()) return;
    for (int shift = 16; shift >= 0; shift -= 8) Push(number.designator.packed() >> shift & 0xff);
    unsigned unit = number.digits == 4 ? 1000 : 100;
    for (unsigned rest = number.serial; unit != 0; rest %= unit, unit /= 10) {
      Push('0' + rest / unit);
    }
  }
  std::string_view view() const { return {text_.data(), size_}; }

 private:
  void Push(std::uint64_t letter) { text_[size_++] = static_cast<char>(letter); }
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
  for (std::size_t i = 0; i < 8; ++i) {
    digest[i] = static_cast<char>(heading.body_digest.high >> (56 - 8 * i));
    digest[8 + i] = static_cast<char>(heading.body_digest.low >> (56 - 8 * i));
  }
  writer.Text(9, {digest.data(), digest.size()});
}

// There may be five hundred of them: each is put together on the stack and appended at once.
void WriteCalled(const cable::Called& called, Writer& writer) {
  const ShortText indicator(called.indicator);
  const std::size_t size = indicator.view().size();
  std::array<char, 6 + cable::RoutingIndicator::kSizeMax> field;
  field[0] = 4 << 3 | 2;
  field[1] = static_cast<char>(size + 4);
  field[2] = 1 << 3 | 2;
  field[3] = static_cast<char>(size);
  std::memcpy(&field[4], indicator.view().data(), size);
  field[size + 4] = 2 << 3;
  field[size + 5] = static_cast<char>(ContractNumber(called.role));
  writer.Raw({field.data(), size + 6});
}

void WriteTransmissionFields(const cable::Transmission& transmission, Writer& writer) {
  writer.Text(1, ShortText(transmission.number).view());
  for (const cable::ChannelNumber& number : transmission.trace) {
    writer.RepeatedText(2, ShortText(number).view());
  }
  writer.Varint(3, ContractNumber(transmission.precedence));
  for (const cable::Called& called : transmission.called) WriteCalled(called, writer);
  for (const cable::Pilot& pilot : transmission.pilots) {
    const std::size_t start = writer.Open(5);
    writer.Text(1, pilot.instruction);
    writer.Text(2, pilot.enclosed_identification);
    writer.Text(3, pilot.enclosed_routing_line);
    writer.Close(start);
  }
  if (!transmission.heading->encoded.bytes.empty()) {
    writer.Text(6, transmission.heading->encoded.bytes);
  } else {
    const std::size_t heading = writer.Open(6);
    WriteHeading(*transmission.heading, writer);
    writer.Close(heading);
  }
  if (transmission.body.empty()) return;
  writer.Tag(15, Type::kBytes);
  writer.RawVarint(transmission.body.size());
}

}  // namespace

void WriteTransmission(const TransmissionFrame& frame, Writer& writer) {
  const cable::Transmission& transmission = frame.transmission;
  TORNTAPE_ASSERT(static_cast<bool>(transmission.heading));
  TORNTAPE_ASSERT(transmission.body.size() <= cable::kBodyBytesMax);
  const std::size_t start = writer.Open(kTransmissionField);
  writer.Varint(1, frame.channel);
  const std::size_t inner = writer.Open(2);
  WriteTransmissionFields(transmission, writer);
  writer.Close(inner, transmission.body.size());
  writer.Close(start, transmission.body.size());
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
