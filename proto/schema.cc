#include "proto/schema.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include "base/assert.h"
#include "base/json.h"
#include "proto/contract_sources.h"

namespace torntape::proto {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptorSet;
using google::protobuf::SourceLocation;

struct Root {
  std::string_view name;
  std::string_view message;
  std::string_view about;
};
constexpr auto kRoots = std::to_array<Root>({
    {"network", "NetworkConfig", "A network of Torntape"},
    {"scenario", "ScenarioConfig", "A scenario of Torntape"},
    {"station", "StationConfig", "A station of Torntape"},
    {"preset", "PresetConfig", "A preset of traffic of Torntape"},
});

// The contracts with their comments, which generated classes do not keep.
const DescriptorPool& Contracts() {
  static const DescriptorPool* const pool = [] {
    auto* made = new DescriptorPool;  // lives as long as the program
    FileDescriptorSet set;
    const std::string_view bytes = ContractSources();
    const bool parsed = set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    TORNTAPE_ASSERT(parsed);
    for (const auto& file : set.file()) TORNTAPE_ASSERT(made->BuildFile(file) != nullptr);
    return made;
  }();
  return *pool;
}

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// A comment as one paragraph: its lines are broken for the width of the contract.
std::string Paragraph(const std::string& comment) {
  std::string out;
  for (const char c : comment) {
    const char next = c == '\n' ? ' ' : c;
    if (next == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += next;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

template <typename Described>
std::string CommentOf(const Described& described) {
  SourceLocation location;
  if (!described.GetSourceLocation(&location)) return {};
  if (!location.leading_comments.empty()) return Paragraph(location.leading_comments);
  if (!location.trailing_comments.empty()) return Paragraph(location.trailing_comments);
  // That of the first message of a file is about all of the file.
  const auto& detached = location.leading_detached_comments;
  return detached.empty() ? std::string() : Paragraph(detached.back());
}

// Writes one schema, with a definition for each message that it needs.
class SchemaWriter {
 public:
  std::string Write(const Root& root) {
    const Descriptor* top = Find(root.message);
    Line(0, "{");
    Line(1, "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",");
    Line(1, fmt::format("\"title\": {},", Json(root.about)));
    WriteMessage(*top, 1);
    Append(",");
    Line(1, "\"$defs\": {");
    bool first = true;
    // Each definition may need others; those come behind it.
    for (std::size_t i = 0; i < needed_.size(); ++i) {
      if (!first) Append(",");
      first = false;
      Line(2, fmt::format("{}: {{", Json(needed_[i]->name())));
      WriteMessage(*needed_[i], 3);
      Line(2, "}");
    }
    Line(1, "}");
    Line(0, "}");
    out_ += '\n';
    return std::move(out_);
  }

 private:
  static const Descriptor* Find(std::string_view name) {
    const auto* found = Contracts().FindMessageTypeByName(fmt::format("torntape.v1.{}", name));
    TORNTAPE_ASSERT(found != nullptr);
    return found;
  }

  static std::string Json(std::string_view text) {
    std::string out;
    AppendJsonString(out, text);
    return out;
  }

  void Line(int depth, std::string_view text) {
    if (!out_.empty()) out_ += '\n';
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    out_ += text;
  }
  void Append(std::string_view text) { out_ += text; }

  void WriteDescription(const std::string& description, int depth) {
    if (!description.empty()) {
      Line(depth, fmt::format("\"description\": {},", Json(description)));
    }
  }

  // What stands between the braces of an object.
  void WriteMessage(const Descriptor& type, int depth) {
    WriteDescription(CommentOf(type), depth);
    Line(depth, "\"type\": \"object\",");
    Line(depth, "\"additionalProperties\": false,");
    WriteOneofs(type, depth);
    Line(depth, "\"properties\": {");
    for (int i = 0; i < type.field_count(); ++i) {
      if (i > 0) Append(",");
      WriteField(*type.field(i), depth + 1);
    }
    Line(depth, "}");
  }

  // Of the keys of a oneof at most one may be given.
  void WriteOneofs(const Descriptor& type, int depth) {
    std::vector<std::string> pairs;
    for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
      const auto* oneof = type.oneof_decl(i);
      for (int a = 0; a < oneof->field_count(); ++a) {
        for (int b = a + 1; b < oneof->field_count(); ++b) {
          pairs.push_back(fmt::format("{{\"required\": [{}, {}]}}", Json(oneof->field(a)->name()),
                                      Json(oneof->field(b)->name())));
        }
      }
    }
    if (pairs.empty()) return;
    Line(depth, "\"not\": {\"anyOf\": [");
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      Line(depth + 1, pairs[i] + (i + 1 < pairs.size() ? "," : ""));
    }
    Line(depth, "]},");
  }

  void WriteField(const FieldDescriptor& field, int depth) {
    Line(depth, fmt::format("{}: {{", Json(field.name())));
    WriteDescription(CommentOf(field), depth + 1);
    if (field.is_repeated()) {
      Line(depth + 1, "\"type\": \"array\",");
      Line(depth + 1, "\"items\": {");
      WriteType(field, depth + 2);
      Line(depth + 1, "}");
    } else {
      WriteType(field, depth + 1);
    }
    Line(depth, "}");
  }

  void WriteType(const FieldDescriptor& field, int depth) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Need(*field.message_type());
        return Line(depth,
                    fmt::format("\"$ref\": {}", Json("#/$defs/" + field.message_type()->name())));
      case FieldDescriptor::CPPTYPE_ENUM:
        return WriteWords(*field.enum_type(), depth);
      case FieldDescriptor::CPPTYPE_BOOL:
        return Line(depth, "\"type\": \"boolean\"");
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        return Line(depth, "\"type\": \"number\"");
      case FieldDescriptor::CPPTYPE_UINT32:
      case FieldDescriptor::CPPTYPE_UINT64:
        return Line(depth, "\"type\": \"integer\", \"minimum\": 0");
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_INT64:
        return Line(depth, "\"type\": \"integer\"");
      case FieldDescriptor::CPPTYPE_STRING:
        // As it stands in the file: what other readers of YAML take for a number or a truth value
        // is text where the key wants text.
        return Line(depth, "\"type\": [\"string\", \"number\", \"boolean\"]");
    }
  }

  void WriteWords(const EnumDescriptor& type, int depth) {
    std::string words;
    for (int i = 0; i < type.value_count(); ++i) {
      if (type.value(i)->number() == 0) continue;
      words += fmt::format("{}{}", words.empty() ? "" : ", ", Json(Lower(type.value(i)->name())));
    }
    // YAML 1.1 takes the word off for false.
    const bool off = type.FindValueByName("OFF") != nullptr;
    Line(depth, fmt::format("\"enum\": [{}{}]", words, off ? ", false" : ""));
  }

  void Need(const Descriptor& type) {
    if (std::find(needed_.begin(), needed_.end(), &type) == needed_.end()) needed_.push_back(&type);
  }

  std::string out_;
  std::vector<const Descriptor*> needed_;  // in the order in which they were first met
};

}  // namespace

std::vector<std::string_view> SchemaNames() {
  std::vector<std::string_view> names;
  for (const Root& root : kRoots) names.push_back(root.name);
  return names;
}

std::string SchemaOf(std::string_view name) {
  for (const Root& root : kRoots) {
    if (root.name == name) return SchemaWriter().Write(root);
  }
  return {};
}

}  // namespace torntape::proto
