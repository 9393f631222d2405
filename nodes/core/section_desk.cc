#include "nodes/core/section_desk.h"

#include <utility>

#include "cable/cable.h"
#include "cable/shared_body.h"

namespace torntape::nodes {
namespace {

cable::SectionShelf::Timeouts TimeoutsOf(const network::Sections& settings) {
  cable::SectionShelf::Timeouts timeouts;
  if (settings.timeout) {
    timeouts.immediate = *settings.timeout;
    timeouts.priority = *settings.timeout;
    timeouts.routine = *settings.timeout;
  }
  return timeouts;
}

// As a cable that came over a trunk: what is wrong with it hinders nobody from reading it.
cable::ReadResult ReadAgain(const std::string& text) {
  cable::ReadOptions options;
  options.ingress = cable::Ingress::kTrunk;
  options.mode = cable::ReadMode::kLenient;
  return cable::ReadCable(text, options);
}

std::optional<cable::SectionArrival> ArrivalOf(const cable::Transmission& transmission) {
  const cable::BodyView* const body = cable::ReadSharedBody(
      transmission.body, cable::ProfileOf(transmission.heading->calling_line));
  if (body == nullptr || body->section < 1 || body->section_total < 2) return std::nullopt;
  const std::string text = cable::WriteTransmission(transmission);
  const cable::ReadResult read = ReadAgain(text);
  return read.cable ? cable::SectionOf(*read.cable) : std::nullopt;
}

// The whole as it would have come had it never been cut.
std::optional<cable::Transmission> TransmissionOf(const cable::Draft& draft,
                                                  const cable::Transmission& first) {
  const std::string text = cable::WriteDraft(draft);
  cable::ReadResult read = ReadAgain(text);
  if (!read.cable) return std::nullopt;
  cable::Transmission whole = std::move(read.cable->transmission);
  whole.number = first.number;
  whole.trace = first.trace;
  whole.precedence = first.precedence;
  whole.called = first.called;
  return whole;
}

}  // namespace

SectionDesk::SectionDesk(const network::Sections& settings) : shelf_(TimeoutsOf(settings)) {}

bool SectionDesk::Hold(Instant now, const channel::DeliveryDue& due) {
  auto arrival = ArrivalOf(due.transmission);
  if (!arrival) return false;
  HandleTime(now);  // what is given up now is given up without this one
  const cable::SectionKey key = cable::KeyOf(*arrival);
  const bool taken = shelf_.HandleSection(now, *std::move(arrival));
  if (taken) held_[key].push_back(due);
  Collect();
  if (!taken) return false;
  if (shelf_.IsWaiting(key)) return true;
  // Either it has just become whole, and is no longer held, or it came too late for that.
  return held_.erase(key) == 0;
}

void SectionDesk::HandleTime(Instant now) {
  shelf_.HandleTime(now);
  Collect();
}

void SectionDesk::Collect() {
  for (cable::Reassembled& reassembled : shelf_.TakeReassembled()) {
    const auto held = held_.find(reassembled.key);
    if (held == held_.end()) continue;
    WholeCable whole;
    whole.sections = std::move(held->second);
    whole.requests = std::move(reassembled.requests);
    whole.transmission = TransmissionOf(reassembled.draft, whole.sections.front().transmission);
    held_.erase(held);
    whole_.push_back(std::move(whole));
  }
  for (Diagnostic& said : shelf_.TakeDiagnostics()) diagnostics_.push_back(std::move(said));
}

std::size_t SectionDesk::held() const {
  std::size_t count = 0;
  for (const auto& [key, sections] : held_) count += sections.size();
  return count;
}

}  // namespace torntape::nodes
