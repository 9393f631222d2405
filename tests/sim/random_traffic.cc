#include "tests/sim/random_traffic.h"

#include <algorithm>

#include <fmt/format.h>

#include "tests/sim/random_draw.h"

namespace torntape::sim::testing {

using cable::RoutingIndicator;
using network::StationRole;

std::string RandomTraffic::AddressLines(std::string_view keyword,
                                        const std::vector<RoutingIndicator>& called) {
  const bool wide = plan_.mix == Mix::kWide;
  std::string lines;
  const auto add = [&](std::string_view line) {
    lines += fmt::format("{}{}\n", lines.empty() ? std::string(keyword) + " " : "", line);
  };
  for (const RoutingIndicator one : called) {
    std::string name = "NOBODY KNOWN";
    bool by_name = false;  // without an indicator: the directory knows who serves it
    if (const auto* collective = directory_.FindCollective(one)) {
      name = collective->name;
    } else if (const auto served = directory_.ServedBy(one); !served.empty()) {
      const bool last = wide && wide_.Chance(1, 4);
      name = AddresseeOf(network(), last ? served.back() : served.front()).name;
      by_name = wide && wide_.Chance(1, 5);
    }
    add(by_name ? name : fmt::format("{}/{} 0001", one.ToString(), name));
  }
  // One who has it by other means.
  if (wide && !lines.empty() && wide_.Chance(1, 10)) add("ZEN/" + AnyName());
  return lines;
}

// Of an addressee or a collective.
std::string RandomTraffic::AnyName() {
  const auto& collectives = network().collectives;
  if (!collectives.empty() && wide_.Chance(1, 4)) {
    return collectives[wide_.Below(collectives.size())].name;
  }
  return network().addressees[wide_.Below(network().addressees.size())].name;
}

// Of over five textual pages.
std::string RandomTraffic::LongText(std::uint32_t serial) {
  std::string text;
  for (std::uint64_t line = 100 + wide_.Below(200); line > 0; --line) {
    text += fmt::format("BERTH {} OF LIST {} IS TAKEN.\n", line, serial);
  }
  return text;
}

std::string RandomTraffic::Make(RoutingIndicator from) {
  std::vector<RoutingIndicator> everybody;
  for (const network::Station& station : network().stations) {
    if (station.role == StationRole::kTributary && station.indicator != from) {
      everybody.push_back(station.indicator);
    }
  }
  for (const network::Collective& one : network().collectives) everybody.push_back(one.indicator);
  if (prng_.Chance(1, 25)) everybody.push_back(RoutingIndicator::Of("RZQQ"));  // nobody knows it
  std::vector<RoutingIndicator> to;
  std::vector<RoutingIndicator> info;
  std::string called;
  const std::size_t wanted = 1 + prng_.Below(std::min<std::size_t>(everybody.size(), 4));
  while (to.size() + info.size() < wanted) {
    const std::size_t at = prng_.Below(everybody.size());
    auto& list = to.empty() || prng_.Chance(1, 2) ? to : info;
    list.push_back(everybody[at]);
    everybody.erase(everybody.begin() + static_cast<std::ptrdiff_t>(at));
  }
  for (const auto* list : {&to, &info}) {
    for (const RoutingIndicator one : *list) called += " " + one.ToString();
  }
  const std::string precedence =
      OneOf<const char*>(prng_, {"Z", "O", "P", "R", "R", "Z R", "O R", "P R", "Z P"});
  const bool secret = prng_.Chance(1, 6);
  const auto place =
      static_cast<std::size_t>(directory_.FindStation(from) - network().stations.data());
  const std::uint32_t serial = ++serials_[place];
  std::string text;
  for (std::uint64_t lines = prng_.Below(prng_.Chance(1, 8) ? 80 : 8); lines > 0; --lines) {
    text += fmt::format("LINE {} OF CABLE {}: THE HERRING ARE LATE THIS YEAR.\n", lines, serial);
  }
  const auto served = directory_.ServedBy(from);
  std::string lines = AddressLines("TO", to);
  lines += AddressLines("INFO", info);
  std::string signal;
  std::string classification = secret ? "ZNY CCCCC" : "ZNR UUUUU";
  if (plan_.mix == Mix::kWide) {
    if (wide_.Chance(1, 10)) text += LongText(serial);
    if (wide_.Chance(1, 6)) lines += "XMT " + AnyName() + "\n";
    if (wide_.Chance(1, 15)) signal = " ZFG";
    if (secret && wide_.Chance(1, 2)) classification += wide_.Chance(1, 2) ? "/AAAAA" : "/BBBBB";
  }
  return fmt::format(
      "VZCZC{}A{:04}\n{}{}{}\nDE {} #{:04} 1341042\n{} ZZH\n{} 141030Z MAY 31{}\nFM {}\n{}BT\n{}\n"
      "\nSUBJECT: HERRING\n\n{}BT\n#{:04}\nNNNN\n",
      from.ToString().substr(4, 2), serial, precedence[0], precedence[0], called, from.ToString(),
      serial, classification, precedence, signal, AddresseeOf(network(), served.front()).name,
      lines, secret ? "C O N F I D E N T I A L" : "UNCLAS", text, serial);
}

}  // namespace torntape::sim::testing
