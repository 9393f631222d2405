#include "proto/circuit_reader.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include "torntape/v1/network.pb.h"

namespace torntape::proto {
namespace {

constexpr Duration kDelayMax = std::chrono::hours(24);
constexpr std::uint64_t kBitsPerSecondMax = 1'000'000'000'000;
constexpr std::uint64_t kWindowBytesMax = 1U << 30;
constexpr std::uint64_t kCostMax = 1'000'000;
constexpr double kBaudMax = 1e7;
constexpr double kLossPercentMax = 90;
constexpr std::size_t kOpenMax = 24;

// "08:30": from midnight; 24:00 is the end of a day.
std::optional<Duration> ParseTimeOfDay(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) {
    return std::nullopt;
  }
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (minute > 59 || hour * 60 + minute > 24 * 60) return std::nullopt;
  return std::chrono::minutes(hour * 60 + minute);
}

std::optional<network::OpenHours> ParseOpenHours(std::string_view text) {
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return std::nullopt;
  const auto opens = ParseTimeOfDay(text.substr(0, hyphen));
  const auto closes = ParseTimeOfDay(text.substr(hyphen + 1));
  if (!opens || !closes || *opens >= *closes) return std::nullopt;
  return network::OpenHours{*opens, *closes};
}

}  // namespace

v1::CircuitConfig CircuitOf(const v1::LinkConfig& link) {
  // By name: LinkConfig repeats the fields, so that a link says them without a group of their own.
  v1::CircuitConfig circuit;
  const auto& to = *circuit.GetReflection();
  const auto& from = *link.GetReflection();
  const auto* type = v1::CircuitConfig::descriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    const auto* same = v1::LinkConfig::descriptor()->FindFieldByName(field->name());
    if (same == nullptr) continue;
    using Field = google::protobuf::FieldDescriptor;
    if (same->is_repeated()) {
      for (int j = 0; j < from.FieldSize(link, same); ++j) {
        to.AddString(&circuit, field, from.GetRepeatedString(link, same, j));
      }
    } else if (from.HasField(link, same)) {
      switch (same->cpp_type()) {
        case Field::CPPTYPE_UINT32:
          to.SetUInt32(&circuit, field, from.GetUInt32(link, same));
          break;
        case Field::CPPTYPE_UINT64:
          to.SetUInt64(&circuit, field, from.GetUInt64(link, same));
          break;
        case Field::CPPTYPE_DOUBLE:
          to.SetDouble(&circuit, field, from.GetDouble(link, same));
          break;
        case Field::CPPTYPE_ENUM:
          to.SetEnumValue(&circuit, field, from.GetEnumValue(link, same));
          break;
        default:
          to.SetString(&circuit, field, from.GetString(link, same));
      }
    }
  }
  return circuit;
}

network::Preemption PreemptionOf(int word) {
  if (word == v1::NetworkConfig::OFF) return network::Preemption::kOff;
  return word == v1::NetworkConfig::MARKING_ONLY ? network::Preemption::kMarkingOnly
                                                 : network::Preemption::kAcp127;
}

bool CircuitReader::Within(std::string_view key, std::uint64_t value, std::uint64_t low,
                           std::uint64_t high) {
  return report_ ? checks_.Within(In(entry_, key), value, low, high)
                 : value >= low && value <= high;
}

void CircuitReader::Complain(DiagnosticCode code, const std::string& path, std::string message,
                             std::string hint) {
  if (report_) checks_.Fault(code, path, std::move(message), std::move(hint));
}

bool CircuitReader::WithinReal(std::string_view key, double value, double low, double high) {
  if (value >= low && value <= high) return true;
  Complain(DiagnosticCode::kOutOfRange, In(entry_, key),
           fmt::format("{} goes from {} to {}, and here is {}", Quoted(In(entry_, key)), low, high,
                       value),
           "");
  return false;
}

void CircuitReader::Read(network::Link& link, std::uint8_t& digits) {
  ReadRate(link.circuit);
  ReadSpan("delay", config_.delay(), link.circuit.delay);
  ReadSpan("jitter", config_.jitter(), link.circuit.jitter);
  if (config_.has_loss_percent() &&
      WithinReal("loss_percent", config_.loss_percent(), 0, kLossPercentMax)) {
    link.circuit.loss_per_million =
        static_cast<std::uint32_t>(std::lround(config_.loss_percent() * 10'000));
  }
  ReadGarble(link.circuit);
  ReadSpecialCategories(link);
  if (config_.open_size() > 0) ReadOpen(link);
  if (config_.has_cost() && Within("cost", config_.cost(), 1, kCostMax)) link.cost = config_.cost();
  if (config_.approved() != v1::CLASSIFICATION_UNSPECIFIED) {
    link.approved = static_cast<cable::Classification>(config_.approved() - 1);
  }
  if (config_.has_window_bytes() &&
      Within("window_bytes", config_.window_bytes(), 1, kWindowBytesMax)) {
    link.window_bytes = config_.window_bytes();
  }
  if (config_.has_reserve_bytes() &&
      Within("reserve_bytes", config_.reserve_bytes(), 1, kWindowBytesMax)) {
    link.reserve_bytes = config_.reserve_bytes();
  }
  if (config_.has_digits() && Within("digits", config_.digits(), 3, 4)) {
    digits = static_cast<std::uint8_t>(config_.digits());
  }
}

void CircuitReader::ReadRate(network::Circuit& circuit) {
  if (config_.has_bits_per_second() && config_.has_baud()) {
    Complain(DiagnosticCode::kContradiction, In(entry_, "baud"),
             "\"bits_per_second\" is given as well", "give only one of them");
    return;
  }
  if (config_.has_bits_per_second() &&
      Within("bits_per_second", config_.bits_per_second(), 0, kBitsPerSecondMax)) {
    circuit.bits_per_second = config_.bits_per_second();
    circuit.baud_hundredths = 0;
    circuit.garble_per_million = 0;  // what a default said of telegraph circuits
  }
  if (config_.has_baud() && WithinReal("baud", config_.baud(), 1, kBaudMax)) {
    circuit.bits_per_second = 0;
    circuit.baud_hundredths = static_cast<std::uint32_t>(std::lround(config_.baud() * 100));
  }
  if (config_.has_units() && WithinReal("units", config_.units(), 5, 15)) {
    circuit.unit_tenths = static_cast<std::uint32_t>(std::lround(config_.units() * 10));
  }
  if (config_.code() == v1::CircuitConfig::CIRCUIT_CODE_UNSPECIFIED) return;
  circuit.code = config_.code() == v1::CircuitConfig::ITA2 ? network::CircuitCode::kIta2
                                                           : network::CircuitCode::kIta5;
}

void CircuitReader::ReadGarble(network::Circuit& circuit) {
  if (!config_.has_garble_per_million()) return;
  const std::uint32_t rate = config_.garble_per_million();
  if (!Within("garble_per_million", rate, 0, network::kGarblePerMillionMax)) return;
  if (rate > 0 && circuit.baud_hundredths == 0) {
    Complain(DiagnosticCode::kContradiction, In(entry_, "garble_per_million"),
             "only telegraph circuits garble characters, and this is none",
             "give its rate in baud, as in baud: 50; loss_percent spoils what goes over others");
    return;
  }
  circuit.garble_per_million = rate;
}

void CircuitReader::ReadSpecialCategories(network::Link& link) {
  if (!config_.has_special_categories()) return;
  const std::string& letters = config_.special_categories();
  constexpr std::size_t kLetters = 26;
  const bool sound =
      letters.size() <= kLetters &&
      std::all_of(letters.begin(), letters.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (sound) {
    link.special_categories = letters;
    return;
  }
  Complain(DiagnosticCode::kBadRange, In(entry_, "special_categories"),
           fmt::format("{} are no letters of special categories", Quoted(letters)),
           "write them as in AB; \"\" for none");
}

void CircuitReader::ReadSpan(std::string_view key, const std::string& text, Duration& span) {
  if (!Has(key)) return;
  const auto read = report_ ? checks_.Span(In(entry_, key), text, kDelayMax) : ParseDuration(text);
  if (read) span = *read;
}

void CircuitReader::ReadOpen(network::Link& link) {
  const std::string path = In(entry_, "open");
  const auto count = static_cast<std::size_t>(config_.open_size());
  if (count > kOpenMax) {
    Complain(DiagnosticCode::kTooMany, path,
             fmt::format("there are {} times of a day; {} can be taken", count, kOpenMax), "");
    return;
  }
  link.open.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& text = config_.open(static_cast<int>(i));
    const auto hours = ParseOpenHours(text);
    if (!hours) {
      Complain(DiagnosticCode::kBadRange, At(path, i),
               fmt::format("{} are no hours of a day", Quoted(text)),
               "write them as in \"08:00-18:00\", in UTC; what goes over midnight as two");
    } else if (!link.open.empty() && hours->opens < link.open.back().closes) {
      Complain(DiagnosticCode::kBadRange, At(path, i),
               fmt::format("{} begins before the one ahead of it ends", Quoted(text)), "");
    } else {
      link.open.push_back(*hours);
    }
  }
}

}  // namespace torntape::proto
