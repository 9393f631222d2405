// The peer of chain_bench and event_bench, in ns-3: a chain of five point-to-point links that carry
// UDP datagrams of 2 KiB through PrioQueueDisc with four bands, nine tenths busy; and the hold
// model over Simulator::Schedule. C++17, because the headers of ns-3.37 are not C++20.
//
//   ns3_peer net5 [DATAGRAMS]
//   ns3_peer hold PENDING [EVENTS]
//
// Prints one line of JSON; the time is that of the process, without the building of the network.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <ns3/core-module.h>
#include <ns3/internet-module.h>
#include <ns3/network-module.h>
#include <ns3/point-to-point-module.h>
#include <ns3/traffic-control-module.h>
#include <string>

namespace {

constexpr std::uint32_t kDatagramBytes = 2048;
constexpr std::uint32_t kHeaderBytes = 8 + 20 + 2;  // UDP, IP, PPP
constexpr std::uint32_t kHops = 5;
constexpr double kMeanBetween = 1 / 0.9;  // seconds, for a service of a second
constexpr std::uint16_t kPort = 9;

double ProcessSeconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// A fast generator, so that drawing numbers costs ns-3 no more than it costs us.
class Draws {
 public:
  std::uint64_t Next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  double Exponential(double mean) {
    return -mean * std::log((static_cast<double>(Next() >> 11) + 0.5) * 0x1p-53);
  }

 private:
  std::uint64_t state_ = 88172645463325252ULL;
};

Draws draws;

// ---------------------------------------------------------------- hold

std::uint64_t events_left = 0;

void HoldEvent() {
  if (--events_left == 0) {
    ns3::Simulator::Stop();
    return;
  }
  ns3::Simulator::Schedule(ns3::Seconds(draws.Exponential(1)), &HoldEvent);
}

void Hold(std::uint64_t pending, std::uint64_t events) {
  events_left = events;
  for (std::uint64_t i = 0; i < pending; ++i) {
    ns3::Simulator::Schedule(ns3::Seconds(draws.Exponential(1)), &HoldEvent);
  }
  const double begin = ProcessSeconds();
  ns3::Simulator::Run();
  const double seconds = ProcessSeconds() - begin;
  std::printf("{\"engine\":\"ns-3\",\"model\":\"hold\",\"pending\":%llu,\"events_per_s\":%.0f}\n",
              static_cast<unsigned long long>(pending), static_cast<double>(events) / seconds);
}

// ---------------------------------------------------------------- net5

struct Traffic {
  ns3::Ptr<ns3::Socket> from;
  ns3::Address to;
  std::uint64_t left = 0;
  std::uint64_t received = 0;
};
Traffic traffic;

void SendOne() {
  if (traffic.left == 0) return;
  --traffic.left;
  static constexpr std::uint8_t kTypesOfService[4] = {0x10, 0x08, 0x00, 0x02};
  traffic.from->SetIpTos(kTypesOfService[draws.Next() >> 62]);
  traffic.from->SendTo(ns3::Create<ns3::Packet>(kDatagramBytes), 0, traffic.to);
  ns3::Simulator::Schedule(ns3::Seconds(draws.Exponential(kMeanBetween)), &SendOne);
}

void ReceiveAll(ns3::Ptr<ns3::Socket> socket) {
  while (socket->Recv()) ++traffic.received;
}

// A queue of four bands on each device, one packet in the device itself.
ns3::Ipv4Address BuildChain(ns3::NodeContainer& nodes) {
  nodes.Create(kHops + 1);
  ns3::InternetStackHelper().Install(nodes);
  ns3::PointToPointHelper links;
  constexpr std::uint64_t kBits = std::uint64_t{kDatagramBytes + kHeaderBytes} * 8;
  links.SetDeviceAttribute("DataRate", ns3::DataRateValue(ns3::DataRate(kBits)));
  links.SetDeviceAttribute("Mtu", ns3::UintegerValue(4000));
  links.SetChannelAttribute("Delay", ns3::TimeValue(ns3::MilliSeconds(100)));
  links.SetQueue("ns3::DropTailQueue", "MaxSize", ns3::StringValue("1p"));
  ns3::TrafficControlHelper queues;
  const std::uint16_t root = queues.SetRootQueueDisc(
      "ns3::PrioQueueDisc", "Priomap", ns3::StringValue("3 3 3 3 2 2 1 0 0 0 0 0 0 0 0 0"));
  for (const std::uint16_t band : queues.AddQueueDiscClasses(root, 4, "ns3::QueueDiscClass")) {
    queues.AddChildQueueDisc(root, band, "ns3::FifoQueueDisc", "MaxSize",
                             ns3::StringValue("100000p"));
  }
  ns3::Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
  ns3::Ipv4InterfaceContainer last;
  for (std::uint32_t hop = 0; hop < kHops; ++hop) {
    const ns3::NetDeviceContainer ends = links.Install(nodes.Get(hop), nodes.Get(hop + 1));
    queues.Install(ends);
    last = addresses.Assign(ends);
    addresses.NewNetwork();
  }
  ns3::Ipv4GlobalRoutingHelper::PopulateRoutingTables();
  return last.GetAddress(1);
}

void Net5(std::uint64_t datagrams) {
  ns3::NodeContainer nodes;
  const ns3::Ipv4Address end = BuildChain(nodes);
  const auto udp = ns3::UdpSocketFactory::GetTypeId();
  auto receiver = ns3::Socket::CreateSocket(nodes.Get(kHops), udp);
  receiver->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), kPort));
  receiver->SetRecvCallback(ns3::MakeCallback(&ReceiveAll));
  traffic.from = ns3::Socket::CreateSocket(nodes.Get(0), udp);
  traffic.to = ns3::InetSocketAddress(end, kPort);
  traffic.left = datagrams;
  ns3::Simulator::Schedule(ns3::Seconds(0), &SendOne);
  const double begin = ProcessSeconds();
  ns3::Simulator::Run();
  const double seconds = ProcessSeconds() - begin;
  std::printf(
      "{\"engine\":\"ns-3\",\"model\":\"net5\",\"msgs_per_s\":%.0f,\"events_per_s\":%.0f,"
      "\"us_per_msg\":%.3f,\"received\":%llu}\n",
      static_cast<double>(traffic.received) / seconds,
      static_cast<double>(ns3::Simulator::GetEventCount()) / seconds,
      seconds * 1e6 / static_cast<double>(traffic.received),
      static_cast<unsigned long long>(traffic.received));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string model = argc > 1 ? argv[1] : "net5";
  const auto number = [&](int place, std::uint64_t otherwise) {
    return argc > place ? std::strtoull(argv[place], nullptr, 10) : otherwise;
  };
  if (model == "hold") {
    Hold(number(2, 10'000), number(3, 1'000'000));
  } else if (model == "net5") {
    Net5(number(2, 50'000));
  } else {
    std::fprintf(stderr, "ns3_peer: what is %s? It does net5 and hold.\n", model.c_str());
    return 2;
  }
  ns3::Simulator::Destroy();
  return 0;
}
