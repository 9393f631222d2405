#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "proto/yaml_settings.h"
#include "proto/yaml_tree.h"

namespace google::protobuf {
class Message;
}

namespace torntape::proto {

// Where each field of a message stood in the text that it was read from. Paths are as in
// "posts[3].indicator"; list places count from 0.
class SourceMap {
 public:
  void Add(std::string path, const SourceSpan& where) { places_.emplace(std::move(path), where); }

  // True if the text gave this field.
  bool Has(std::string_view path) const { return places_.contains(path); }
  // The place of a field, or, of one that was not given, that of the entry it would stand in.
  SourceSpan Find(std::string_view path) const;

 private:
  std::map<std::string, SourceSpan, std::less<>> places_;
};

// Fills a message of any type from YAML whose keys are its field names, in lists and keys as the
// message has them. Scalars are read by the type of their field:
//   text          as written, with or without quotes: 0417, NO and 1e3 stay that
//   whole number  decimal digits, "-" before them if the type has a sign; no zeros in front
//   number        the same with a fraction and an exponent
//   true, false   just these
//   words         of an enumeration: its values' names in lower case; not the zero value
// A key without a value, an unknown key (with the one that was likely meant), a wrong shape or
// value: each is reported with its place, all of them, and the rest is read on.
// `settings` stand in place of what the text says.
// Returns true if nothing was wrong. `message` should be empty; `places` gets every field given.
// Fields of type map<> are not supported.
[[nodiscard]] bool ReadYaml(std::string_view text, google::protobuf::Message& message,
                            SourceMap& places, Diagnostics& diagnostics,
                            const YamlLimits& limits = {},
                            std::span<const YamlSetting> settings = {});

}  // namespace torntape::proto
