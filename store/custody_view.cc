#include "store/custody_view.h"

#include "base/bytes.h"
#include "channel/record.h"

namespace torntape::store {
namespace {

channel::CustodyConfig ConfigOf(const channel::StandingRecord& standing) {
  channel::CustodyConfig config;
  config.link_count = standing.peer_epochs.size();
  for (const channel::StandingRecord::Channel& told : standing.channels) {
    channel::ChannelConfig one;
    one.link = static_cast<channel::LinkIndex>(told.link);
    one.peer = told.peer;
    one.outgoing = told.outgoing;
    one.incoming = told.incoming;
    one.digits = told.digits;
    config.channels.push_back(one);
  }
  return config;
}

}  // namespace

bool CustodyView::Take(std::string_view record) {
  if (!known()) {
    ByteReader reader(record);
    if (reader.Byte() != static_cast<std::uint8_t>(channel::RecordKind::kStanding)) return true;
    const auto standing = channel::ReadStanding(reader);
    if (!standing) return false;
    custodian_ = std::make_unique<channel::Custodian>(ConfigOf(*standing), nobody_);
  }
  return custodian_->Recover(record);
}

const channel::Custodian& CustodyView::Finish() {
  custodian_->FinishRecovery();
  return *custodian_;
}

}  // namespace torntape::store
