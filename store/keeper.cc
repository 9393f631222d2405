#include "store/keeper.h"

#include <utility>
#include <vector>

namespace torntape::store {
namespace {

class Records final : public RecoveryListener {
 public:
  explicit Records(channel::Custodian& custodian) : custodian_(custodian) {}
  void Recovered(std::string_view record) override { all_read_ &= custodian_.Recover(record); }
  bool all_read() const { return all_read_; }

 private:
  channel::Custodian& custodian_;
  bool all_read_ = true;
};

}  // namespace

Keeper::Keeper(channel::StationCore& core, Store& store) : core_(core), store_(store) {
  store_.SetListener(*this);
}

bool Keeper::Recover(Instant now) {
  now_ = now;
  Records records(core_.custodian());
  store_.Recover(records);
  core_.custodian().FinishRecovery();
  PassRequests();
  EndTurn(now);
  return records.all_read();
}

void Keeper::EndTurn(Instant now) {
  now_ = now;
  channel::Custodian& custodian = core_.custodian();
  core_.HandleTime(now);
  custodian.EndTurn(now);
  const bool wished = store_.TakeRenewalWish(wish_);
  renewing_ = wished && !wish_.bodies.empty();
  if (wished) Renew();
  // Handing over, and answers of a store that completes at once, make further requests.
  for (int round = 0; round < 8; ++round) {
    PassRequests();
    if (custodian.choice_wanted()) {  // what was read can be sent with this commit
      custodian.EndTurn(now);
      PassRequests();
    }
    Commit();
    core_.HandOver(now);
    if (custodian.store_requests().empty() && !custodian.choice_wanted()) return;
  }
}

void Keeper::Renew() {
  channel::Custodian& custodian = core_.custodian();
  custodian.PrepareRenewal(wish_.bodies);
  PassRequests();  // a store that answers at once gives back what is not in memory
  custodian.RenewCables(wish_.bodies);
  if (wish_.told_before != 0) custodian.RenewSeen(wish_.told_before);
  if (wish_.standing != 0) custodian.TellStanding(wish_.standing);
}

// Not again for what was asked before and a slow store has not completed yet.
void Keeper::Commit() {
  if (!core_.custodian().commit_wanted() || asked_ticket_ == last_ticket_) return;
  asked_ticket_ = last_ticket_;
  store_.Commit();
}

void Keeper::PassRequests() {
  // The store answers from within its calls, and answers make requests: take these out first.
  core_.custodian().TakeStoreRequests(requests_, records_);
  for (const channel::StoreRequest& request : requests_) {
    const auto key = static_cast<BodyKey>(request.cable);
    const auto record =
        std::string_view(records_).substr(request.record_begin, request.record_size);
    switch (request.kind) {
      case channel::StoreRequest::Kind::kAppend:
        last_ticket_ = store_.Append(record, key, request.body);
        break;
      case channel::StoreRequest::Kind::kAppendRenewed:
        last_ticket_ = store_.AppendRenewed(record, key);
        break;
      case channel::StoreRequest::Kind::kAppendStanding:
        last_ticket_ = store_.AppendStanding(record);
        break;
      case channel::StoreRequest::Kind::kRead:
        store_.Read(key);
        break;
      case channel::StoreRequest::Kind::kRelease:
        store_.Release(key);
        break;
    }
    if (first_ticket_ == Ticket::kNone) first_ticket_ = last_ticket_;
  }
  requests_.clear();
}

void Keeper::Committed(Ticket ticket) {
  if (first_ticket_ == Ticket::kNone || ticket < first_ticket_) return;
  core_.custodian().HandleCommitted(
      now_, static_cast<std::uint64_t>(ticket) - static_cast<std::uint64_t>(first_ticket_) + 1);
}

void Keeper::BodyRead(BodyKey key, std::string_view record, SharedBytes body) {
  core_.custodian().HandleBody(static_cast<std::uint64_t>(key), record, std::move(body));
}

}  // namespace torntape::store
