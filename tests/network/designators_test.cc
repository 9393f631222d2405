#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "network/network.h"
#include "tests/network/four_relays.h"

namespace torntape::network {
namespace {

using testing::AddLink;
using testing::AddPost;
using testing::AddRelay;
using testing::FourRelays;
using testing::Ri;

std::string Written(const Channel& channel) {
  return channel.first_to_second.ToString() + '/' + channel.second_to_first.ToString();
}

struct Case {
  const char* first;
  const char* second;
  std::size_t channel;
  const char* want;  // first to second / second to first
};

TEST(DefaultChannel, FollowsTheConvention) {
  Network network = FourRelays();
  network.stations.push_back({Ri("RXQQTD"), StationRole::kTributary, "a mobile unit"});
  const Case cases[] = {
      {"RYKA", "RYKABD", 0, "KBA/BDA"},  // spec 1.4: VZCZCBDA0417
      {"RYLB", "RYLBEL", 0, "LEA/ELA"},  // spec 4.6: VZCZCLEA0088
      {"RYMC", "RYMCFR", 0, "MFA/FRA"},  // spec 1.4, the example of a pilot
      {"RYKABD", "RYKA", 0, "BDA/KBA"},
      {"RYKA", "RYLB", 0, "KLA/LKA"},  // spec 1.4, the same example: KLA077
      {"RYKA", "RYLB", 2, "KLC/LKC"},
      {"RYKA", "RYKABD", 27, "KBB/BDB"},
      {"RYKA", "RXQQTD", 0, "KTA/TDA"},
  };
  for (const Case& row : cases) {
    Link link;
    link.first = Ri(row.first);
    link.second = Ri(row.second);
    EXPECT_EQ(Written(DefaultChannel(network, link, row.channel)), row.want)
        << row.first << ' ' << row.second;
  }
}

// What must hold after completion: no designator stands twice at one station.
void ExpectUnique(const Network& network) {
  std::map<RoutingIndicator, std::set<ChannelDesignator>> used;
  for (const Link& link : network.links) {
    EXPECT_FALSE(link.channels.empty()) << link.name;
    for (const Channel& channel : link.channels) {
      for (const ChannelDesignator designator :
           {channel.first_to_second, channel.second_to_first}) {
        EXPECT_FALSE(designator.none()) << link.name;
        for (const RoutingIndicator end : {link.first, link.second}) {
          EXPECT_TRUE(used[end].insert(designator).second)
              << designator.ToString() << " twice at " << end.ToString();
        }
      }
    }
  }
}

TEST(CompleteChannels, GivesFourRelaysTheirDefaults) {
  Network network = FourRelays();
  ASSERT_TRUE(CompleteChannels(network));
  ExpectUnique(network);
  std::string all;
  for (const Link& link : network.links) all += link.name + ' ' + Written(link.channels[0]) + '\n';
  EXPECT_EQ(all,
            "RYKA-RYLB KLA/LKA\n"
            "RYLB-RYMC LMA/MLA\n"
            "RYLB-RYND LNA/NLA\n"
            "RYMC-RYND MNA/NMA\n"
            "RYKA-RYKABD KBA/BDA\n"
            "RYKA-RYKACS KCA/CSA\n"
            "RYLB-RYLBDN LDA/DNA\n"
            "RYLB-RYLBEL LEA/ELA\n"
            "RYMC-RYMCFR MFA/FRA\n"
            "RYMC-RYMCGL MGA/GLA\n"
            "RYND-RYNDHQ NHA/HQA\n");
}

TEST(CompleteChannels, MakesWayForWhatIsGivenAndForEarlierLinks) {
  Network network;
  AddRelay(network, "RYKA");
  AddPost(network, "RYKA", "RYKAEL", "EMB ELSINGTON");
  AddPost(network, "RYKA", "RYKAEM", "EMB EMBER");  // KEA is taken: the next channel letter
  AddPost(network, "RYKA", "RYKAZ", "EMB ZENITH");  // AZA
  network.links[2].channels.push_back({ChannelDesignator::Of("ELA"), {}, 3});
  ASSERT_TRUE(CompleteChannels(network));
  ExpectUnique(network);
  EXPECT_EQ(Written(network.links[0].channels[0]), "KEA/ELB") << "ELA is given to another link";
  EXPECT_EQ(Written(network.links[1].channels[0]), "KEB/EMA");
  EXPECT_EQ(Written(network.links[2].channels[0]), "ELA/AZA");
  EXPECT_EQ(network.links[2].channels[0].digits, 3);
}

TEST(CompleteChannels, LooksAtBothEnds) {
  Network network;
  for (const auto* relay : {"RYKA", "RYKB", "RYLB"}) AddRelay(network, relay);
  AddLink(network, "RYKB", "RYLB");
  AddLink(network, "RYKA", "RYLB");  // KLA is free at RYKA, and taken at RYLB
  ASSERT_TRUE(CompleteChannels(network));
  ExpectUnique(network);
  EXPECT_EQ(Written(network.links[0].channels[0]), "KLA/LKA");
  EXPECT_EQ(Written(network.links[1].channels[0]), "KLB/LKB");
}

TEST(CompleteChannels, HasRoomForThousandsAndSaysWhenThereIsNone) {
  Network network;
  AddRelay(network, "RYKA");
  for (int i = 0; i < 26 * 26; ++i) {
    const std::string letters = {
        'R', 'Y', 'K', 'A', static_cast<char>('A' + i / 26), static_cast<char>('A' + i % 26)};
    AddPost(network, "RYKA", letters, "POST " + letters);
    network.links.back().channels.resize(13);
  }
  Network too_many = network;
  ASSERT_TRUE(CompleteChannels(network));  // 26 * 26 * 26 designators, all in use
  ExpectUnique(network);
  AddRelay(too_many, "RYLB");
  AddLink(too_many, "RYKA", "RYLB");
  EXPECT_FALSE(CompleteChannels(too_many));
}

}  // namespace
}  // namespace torntape::network
