// The schemas for editors: current, sound, and of one mind with the reader about what ships.
#include "proto/schema.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "proto/file_kind.h"
#include "proto/files.h"
#include "proto/yaml_tree.h"

namespace torntape::proto {
namespace {

namespace fs = std::filesystem;
using google::protobuf::Struct;
using google::protobuf::Value;

const fs::path kConfigs = TORNTAPE_SOURCE_DIR "/configs";

std::string TextOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Struct Parse(const std::string& json) {
  Struct parsed;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &parsed);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return parsed;
}

// As much of JSON Schema as ours use. Says the first thing that is wrong, or nothing.
class Validator {
 public:
  explicit Validator(const Struct& root) : root_(root) {}

  std::string Check(const YamlValue& value, const Struct& schema, const std::string& path) const {
    const auto& keys = schema.fields();
    if (const auto ref = keys.find("$ref"); ref != keys.end()) {
      const std::string name = ref->second.string_value().substr(std::string("#/$defs/").size());
      const auto& defs = root_.fields().at("$defs").struct_value().fields();
      if (!defs.contains(name)) return path + ": there is no definition " + name;
      return Check(value, defs.at(name).struct_value(), path);
    }
    if (const auto words = keys.find("enum"); words != keys.end()) {
      for (const Value& word : words->second.list_value().values()) {
        if (word.string_value() == value.text) return {};
      }
      return path + ": " + value.text + " is no word of the schema";
    }
    const Value& type = keys.at("type");
    const std::string name = type.string_value();
    if (name == "object") return CheckObject(value, schema, path);
    if (name == "array") {
      if (value.kind != YamlValue::Kind::kList) return path + " is no list";
      for (const YamlValue& item : value.items) {
        const std::string wrong = Check(item, keys.at("items").struct_value(), path + "[]");
        if (!wrong.empty()) return wrong;
      }
      return {};
    }
    if (value.kind != YamlValue::Kind::kText) return path + " is no single value";
    const auto is_number = [&](const char* letters) {
      return value.text.find_first_not_of(letters) == std::string::npos && !value.text.empty();
    };
    if (name == "boolean" && value.text != "true" && value.text != "false") return path;
    if (name == "integer" && !is_number("0123456789")) return path + " is no integer";
    if (name == "number" && !is_number("0123456789.e+-")) return path + " is no number";
    return {};
  }

 private:
  std::string CheckObject(const YamlValue& value, const Struct& schema,
                          const std::string& path) const {
    if (value.kind != YamlValue::Kind::kKeys) return path + " is no group of keys";
    const auto& properties = schema.fields().at("properties").struct_value().fields();
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      const std::string& key = value.items[i].text;
      if (!properties.contains(key)) return path + ": the schema has no key " + key;
      const std::string wrong =
          Check(value.items[i + 1], properties.at(key).struct_value(), path + "." + key);
      if (!wrong.empty()) return wrong;
    }
    return {};
  }

  const Struct& root_;
};

std::vector<fs::path> YamlFiles() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kConfigs)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Schema, LiesBesideTheConfigs) {
  for (const std::string_view name : SchemaNames()) {
    const fs::path path = kConfigs / "schema" / (std::string(name) + ".schema.json");
    if (std::getenv("TORNTAPE_UPDATE_GOLDEN") != nullptr) {
      std::ofstream(path, std::ios::binary) << SchemaOf(name);
    }
    EXPECT_EQ(TextOf(path), SchemaOf(name))
        << "a contract has changed; TORNTAPE_UPDATE_GOLDEN=1 rewrites " << path;
  }
  EXPECT_EQ(SchemaOf("cable"), "");
}

TEST(Schema, SaysWhatTheContractsSay) {
  const Struct schema = Parse(SchemaOf("scenario"));
  const auto& fields = schema.fields();
  EXPECT_EQ(fields.at("$schema").string_value(), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_FALSE(fields.at("additionalProperties").bool_value());
  const auto& properties = fields.at("properties").struct_value().fields();
  EXPECT_NE(properties.at("limit")
                .struct_value()
                .fields()
                .at("description")
                .string_value()
                .find("1d unless given"),
            std::string::npos);
  const auto& faults = fields.at("$defs").struct_value().fields().at("FaultConfig").struct_value();
  EXPECT_EQ(
      faults.fields().at("not").struct_value().fields().at("anyOf").list_value().values_size(),
      12 * 11 / 2)
      << "of two things, one goes wrong";
}

TEST(Schema, EveryKeyIsDescribed) {
  for (const std::string_view name : SchemaNames()) {
    const Struct schema = Parse(SchemaOf(name));
    const auto& fields = schema.fields();
    EXPECT_TRUE(fields.contains("description")) << name;
    for (const auto& [type, definition] : fields.at("$defs").struct_value().fields()) {
      EXPECT_TRUE(definition.struct_value().fields().contains("properties")) << type;
    }
  }
}

// Goal: what an editor is told is what the reader takes.
TEST(Schema, TakesEveryFileThatShips) {
  std::size_t checked = 0;
  for (const fs::path& path : YamlFiles()) {
    const std::string text = TextOf(path);
    const std::string kind(NameOf(KindOfFile(text)));
    const std::string schema_text = SchemaOf(kind);
    ASSERT_FALSE(schema_text.empty()) << path << " is of no kind";
    Diagnostics diagnostics;
    const auto tree = ParseYaml(text, {}, diagnostics);
    ASSERT_TRUE(tree) << path;
    const Struct schema = Parse(schema_text);
    EXPECT_EQ(Validator(schema).Check(*tree, schema, ""), "") << path;
    ++checked;
  }
  EXPECT_GE(checked, 20U);
}

TEST(Schema, RefusesWhatTheReaderRefuses) {
  const Struct schema = Parse(SchemaOf("network"));
  const Validator validator(schema);
  const auto check = [&](const std::string& text) {
    Diagnostics diagnostics;
    return validator.Check(*ParseYaml(text, {}, diagnostics), schema, "");
  };
  EXPECT_EQ(check("name: x\nrelays: [{indicator: RYKA}]\n"), "");
  EXPECT_EQ(check("nmae: x\n"), ": the schema has no key nmae");
  EXPECT_EQ(check("expand_at: nowhere\n"), ".expand_at: nowhere is no word of the schema");
  EXPECT_EQ(check("relays: {indicator: RYKA}\n"), ".relays is no list");
  EXPECT_EQ(check("max_pass: two\n"), ".max_pass is no integer");
}

}  // namespace
}  // namespace torntape::proto
