#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "proto/files.h"
#include "proto/yaml_tree.h"

namespace torntape::proto {

// A value that is given from outside in place of what a YAML file says: `--set KEY=VALUE`.
struct YamlSetting {
  std::string path;   // "traffic[0].cables"; a list may be made longer by one
  std::string value;  // as YAML, on one line
  SourceSpan where;   // of the path; behind it stand "=" and the value
};

// Places in settings are told from those in the file by their lines, which begin behind this one.
inline constexpr int kSettingLines = 1 << 30;

// What was given as settings, for the two files that a scenario is made of. Keys of the network
// begin with "network.".
struct YamlSettings {
  CheckedFile as_file;  // "--set", a line each, with what is wrong with their writing
  std::vector<YamlSetting> scenario;
  std::vector<YamlSetting> network;
};
YamlSettings ReadSettings(std::span<const std::string> settings);

// Puts each setting in place of what `root` has there, or adds it. What is wrong is reported; what
// a value means, whoever fills a message with the tree finds out.
void ApplySettings(std::span<const YamlSetting> settings, YamlValue& root,
                   Diagnostics& diagnostics);

// Moves all that was found in settings over to their own text.
void MoveSettingFaults(Diagnostics& from, CheckedFile& to);
// "configs/a.yaml:12:3", or "--set:1:7".
std::string DescribePlace(std::string_view path, const SourceSpan& where);

}  // namespace torntape::proto
