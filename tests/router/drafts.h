#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "cable/cable.h"
#include "network/addressing.h"
#include "tests/channel/cables.h"

namespace torntape::testing {

// What a test says of a cable; the rest is made up alike for all.
struct Draft {
  std::string_view called;        // "RYLBDN RYMCFR:i", roles behind a colon, action if none
  std::string_view address = "";  // format lines 6 to 9, each ended by a line end
  cable::Precedence precedence = cable::Precedence::kRoutine;
  std::string_view preamble = "R";  // the precedences of format line 5: "O R"
  std::uint16_t serial = 417;
  std::string_view text = "THE HERRING ARE LATE THIS YEAR.";
  std::string_view signals = "";  // behind the date-time group, as " ZFG"
  std::string_view instructions = "ZNR UUUUU\n";
  cable::Classification classification = cable::Classification::kUnclassified;
};

// As it arrives at a relay.
inline cable::Transmission Make(const Draft& draft) {
  cable::Transmission made;
  made.precedence = draft.precedence;
  std::istringstream words{std::string(draft.called)};
  for (std::string word; words >> word;) {
    const bool info = word.ends_with(":i");
    made.called.push_back({Ri(info ? word.substr(0, word.size() - 2) : word),
                           info ? cable::Role::kInfo : cable::Role::kAction});
  }
  std::string body(draft.preamble);
  body.append(" 141030Z MAY 31").append(draft.signals).append("\n").append(draft.address);
  body.append("BT\nUNCLAS\n").append(draft.text).append("\nBT\n#0417\n");
  auto heading = MakeRef<cable::Heading>();
  heading->identification.calling = Ri("RYKABD");
  heading->identification.serial = draft.serial;
  heading->identification.serial_digits = 4;
  heading->identification.filing = {cable::FilingTime::Form::kDayOfYear, 134, 10, 42};
  heading->calling_line = "DE " + heading->identification.ToString();
  heading->instruction_lines = draft.instructions;
  heading->classification = draft.classification;
  heading->action_precedence = *cable::PrecedenceFromProsign(draft.preamble[0]);
  if (draft.preamble.size() > 2) {
    heading->info_precedence = cable::PrecedenceFromProsign(draft.preamble[2]);
  }
  heading->always_deliver = draft.signals.find("ZFG") != std::string_view::npos;
  heading->body_digest = DigestOf(body);
  made.heading = heading;
  made.body = SharedBytes(std::move(body));
  return made;
}

// A cable of configs/cables, with the roles that the post where it is filed would give it.
inline cable::Transmission ReadShipped(const network::Directory& directory,
                                       const std::string& name) {
  std::ifstream file(std::string(TORNTAPE_SOURCE_DIR) + "/configs/cables/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string source = text.str();
  const cable::ReadResult read = cable::ReadCable(source);
  EXPECT_TRUE(read.cable.has_value()) << name;
  if (!read.cable) return {};
  cable::Transmission transmission = read.cable->transmission;
  network::AssignRoles(directory, read.cable->body, transmission.called);
  return transmission;
}

}  // namespace torntape::testing
