#include "proto/yaml_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "base/assert.h"
#include "proto/file_faults.h"

namespace torntape::proto {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Kind = YamlValue::Kind;

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// "did you mean ...?", or else what is possible, if that is not too much to read.
std::string Suggest(std::string_view word, const std::vector<std::string>& possible,
                    std::string_view what) {
  const std::vector<std::string_view> candidates(possible.begin(), possible.end());
  const std::string folded = Lower(std::string(word));
  for (const std::string_view spelling : {word, std::string_view(folded)}) {
    if (const auto nearest = NearestWord(spelling, candidates)) {
      return fmt::format("did you mean \"{}\"?", *nearest);
    }
  }
  return fmt::format("{}: {}", what, fmt::join(possible, ", "));
}

std::vector<std::string> KeysOf(const Descriptor& type) {
  std::vector<std::string> keys;
  for (int i = 0; i < type.field_count(); ++i) keys.push_back(type.field(i)->name());
  return keys;
}

std::vector<std::string> WordsOf(const EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) words.push_back(Lower(type.value(i)->name()));
  }
  return words;
}

// Digits as people write a whole number: no sign but "-", no zeros in front, nothing else.
bool IsWholeNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Fills one message tree.
class Filler {
 public:
  Filler(SourceMap& places, Diagnostics& diagnostics) : places_(places), faults_(diagnostics) {}

  std::size_t fault_count() const { return faults_.count(); }

  void FillMessage(const YamlValue& value, const std::string& path, Message& message) {
    if (value.kind != Kind::kKeys) {
      ReportShape(value, path, "a group of keys");
      return;
    }
    const Descriptor& type = *message.GetDescriptor();
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      const YamlValue& key = value.items[i];
      const FieldDescriptor* field = type.FindFieldByName(key.text);
      if (field == nullptr) {
        faults_.Add(DiagnosticCode::kUnknownKey, key.where,
                    fmt::format("there is no key {} {}", Quoted(key.text), In(path)),
                    Suggest(key.text, KeysOf(type), "the keys here are"));
        continue;
      }
      if (!CheckOneof(*field, key, message)) continue;
      FillField(value.items[i + 1], key, path.empty() ? key.text : path + '.' + key.text, *field,
                message);
    }
  }

 private:
  static std::string In(const std::string& path) {
    return path.empty() ? "at the top of the file" : fmt::format("in {}", Quoted(path));
  }

  // What stands where other than `wanted` does.
  void ReportShape(const YamlValue& value, const std::string& path, std::string_view wanted) {
    if (value.kind == Kind::kFaulty) return;
    const std::string name = path.empty() ? "the file" : Quoted(path);
    if (value.kind == Kind::kNothing) {
      faults_.Add(DiagnosticCode::kNoValue, value.where,
                  fmt::format("{} has no value; it wants {}", name, wanted));
      return;
    }
    faults_.Add(DiagnosticCode::kWrongShape, value.where,
                fmt::format("{} wants {}, and here is {}", name, wanted, ShapeOf(value)));
  }

  bool CheckOneof(const FieldDescriptor& field, const YamlValue& key, const Message& message) {
    const auto* oneof = field.real_containing_oneof();
    if (oneof == nullptr) return true;
    const FieldDescriptor* taken = message.GetReflection()->GetOneofFieldDescriptor(message, oneof);
    if (taken == nullptr) return true;
    faults_.Add(DiagnosticCode::kContradiction, key.where,
                fmt::format("{} is given, and {} as well", Quoted(key.text), Quoted(taken->name())),
                "give only one of them");
    return false;
  }

  void FillField(const YamlValue& value, const YamlValue& key, const std::string& path,
                 const FieldDescriptor& field, Message& message) {
    TORNTAPE_ASSERT(!field.is_map());
    places_.Add(path, value.kind == Kind::kNothing ? key.where : value.where);
    if (value.kind == Kind::kNothing) {
      faults_.Add(DiagnosticCode::kNoValue, key.where,
                  fmt::format("{} has no value", Quoted(key.text)),
                  field.is_repeated() ? "write [] for an empty list" : "");
      return;
    }
    if (!field.is_repeated()) {
      FillOne(value, path, field, message);
      return;
    }
    if (value.kind != Kind::kList) {
      ReportShape(value, path, "a list");
      return;
    }
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      std::string item_path = fmt::format("{}[{}]", path, i);
      places_.Add(item_path, value.items[i].where);
      FillOne(value.items[i], item_path, field, message);
    }
  }

  // One value of a field, or of one place of a list.
  void FillOne(const YamlValue& value, const std::string& path, const FieldDescriptor& field,
               Message& message) {
    const Reflection& reflection = *message.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      FillMessage(value, path,
                  field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                      : *reflection.MutableMessage(&message, &field));
      return;
    }
    if (value.kind != Kind::kText) {
      ReportShape(value, path, "a single value");
      return;
    }
    FillScalar(value, path, field, message);
  }

  void FillScalar(const YamlValue& value, const std::string& path, const FieldDescriptor& field,
                  Message& message) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return Set(message, field, ReadWhole<std::int32_t>(value, path), &Reflection::SetInt32,
                   &Reflection::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return Set(message, field, ReadWhole<std::int64_t>(value, path), &Reflection::SetInt64,
                   &Reflection::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT32:
        return Set(message, field, ReadWhole<std::uint32_t>(value, path), &Reflection::SetUInt32,
                   &Reflection::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64:
        return Set(message, field, ReadWhole<std::uint64_t>(value, path), &Reflection::SetUInt64,
                   &Reflection::AddUInt64);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return Set(message, field, ReadNumber<double>(value, path), &Reflection::SetDouble,
                   &Reflection::AddDouble);
      case FieldDescriptor::CPPTYPE_FLOAT:
        return Set(message, field, ReadNumber<float>(value, path), &Reflection::SetFloat,
                   &Reflection::AddFloat);
      case FieldDescriptor::CPPTYPE_BOOL:
        return Set(message, field, ReadBoolean(value, path), &Reflection::SetBool,
                   &Reflection::AddBool);
      case FieldDescriptor::CPPTYPE_ENUM:
        return Set(message, field, ReadWord(value, path, *field.enum_type()), &Reflection::SetEnum,
                   &Reflection::AddEnum);
      case FieldDescriptor::CPPTYPE_STRING:
        return Set(message, field, std::optional(value.text), &Reflection::SetString,
                   &Reflection::AddString);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        break;
    }
    TORNTAPE_ASSERT(false);  // FillOne takes messages
  }

  template <typename Value, typename Setter, typename Adder>
  static void Set(Message& message, const FieldDescriptor& field, std::optional<Value> value,
                  Setter set, Adder add) {
    if (!value) return;
    const Reflection& reflection = *message.GetReflection();
    if (field.is_repeated()) {
      (reflection.*add)(&message, &field, *std::move(value));
    } else {
      (reflection.*set)(&message, &field, *std::move(value));
    }
  }

  template <typename Number>
  std::optional<Number> ReadWhole(const YamlValue& value, const std::string& path) {
    const std::string& text = value.text;
    if (!IsWholeNumber(text)) {
      const bool zeros = text.size() > 1 && text.front() == '0' && IsWholeNumber('1' + text);
      faults_.Add(
          DiagnosticCode::kBadNumber, value.where,
          fmt::format("{} wants a whole number, and here is {}", Quoted(path), Quoted(text)),
          zeros ? "leave out the zeros in front" : "write digits only, as in 9600");
      return std::nullopt;
    }
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    using Limits = std::numeric_limits<Number>;
    if (std::is_unsigned_v<Number> && text.starts_with('-')) {
      faults_.Add(
          DiagnosticCode::kOutOfRange, value.where,
          fmt::format("{} is never below zero, and here is {}", Quoted(path), Quoted(text)));
      return std::nullopt;
    }
    faults_.Add(DiagnosticCode::kOutOfRange, value.where,
                fmt::format("{} goes from {} to {}, and here is {}", Quoted(path), Limits::min(),
                            Limits::max(), Quoted(text)));
    return std::nullopt;
  }

  template <typename Number>
  std::optional<Number> ReadNumber(const YamlValue& value, const std::string& path) {
    const std::string& text = value.text;
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = end == text.data() + text.size() && !text.empty();
    if (whole && error == std::errc::result_out_of_range) {
      faults_.Add(DiagnosticCode::kOutOfRange, value.where,
                  fmt::format("{} is too large or too small for {}", Quoted(text), Quoted(path)));
      return std::nullopt;
    }
    if (whole && error == std::errc() && std::isfinite(number)) return number;
    faults_.Add(DiagnosticCode::kBadNumber, value.where,
                fmt::format("{} wants a number, and here is {}", Quoted(path), Quoted(text)),
                "write it as in 12, 0.05 or 1e6");
    return std::nullopt;
  }

  std::optional<bool> ReadBoolean(const YamlValue& value, const std::string& path) {
    if (value.text == "true") return true;
    if (value.text == "false") return false;
    faults_.Add(
        DiagnosticCode::kBadBoolean, value.where,
        fmt::format("{} is either true or false, and here is {}", Quoted(path), Quoted(value.text)),
        "write true or false, in lower case");
    return std::nullopt;
  }

  std::optional<const EnumValueDescriptor*> ReadWord(const YamlValue& value,
                                                     const std::string& path,
                                                     const EnumDescriptor& type) {
    for (int i = 0; i < type.value_count(); ++i) {
      const EnumValueDescriptor* candidate = type.value(i);
      if (candidate->number() != 0 && Lower(candidate->name()) == value.text) return candidate;
    }
    faults_.Add(DiagnosticCode::kBadWord, value.where,
                fmt::format("{} cannot be {}", Quoted(path), Quoted(value.text)),
                Suggest(value.text, WordsOf(type), "it is one of"));
    return std::nullopt;
  }

  SourceMap& places_;
  FileFaults faults_;
};

}  // namespace

SourceSpan SourceMap::Find(std::string_view path) const {
  while (!path.empty()) {
    if (const auto place = places_.find(path); place != places_.end()) return place->second;
    const std::size_t cut = path.find_last_of(".[");
    path = path.substr(0, cut == std::string_view::npos ? 0 : cut);
  }
  return {};
}

bool ReadYaml(std::string_view text, Message& message, SourceMap& places, Diagnostics& diagnostics,
              const YamlLimits& limits, std::span<const YamlSetting> settings) {
  const std::size_t faults_before = diagnostics.size();
  std::optional<YamlValue> root = ParseYaml(text, limits, diagnostics);
  if (!root) return false;
  ApplySettings(settings, *root, diagnostics);
  Filler filler(places, diagnostics);
  filler.FillMessage(*root, "", message);
  SortByPlace(diagnostics, faults_before);
  return diagnostics.size() == faults_before;
}

}  // namespace torntape::proto
