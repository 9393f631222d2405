#include "sim/observer.h"

#include <fmt/format.h>

#include "nodes/core/filing.h"
#include "proto/json.h"
#include "sim/end_check.h"

namespace torntape::sim {

using cable::EventKind;

Result<std::unique_ptr<Observer>> Observer::Make(const Scenario& scenario,
                                                 const network::Directory& directory,
                                                 const Options& options) {
  std::unique_ptr<Observer> observer(new Observer(scenario, directory, options));
  if (!options.events_file.empty()) {
    observer->events_file_.open(options.events_file, std::ios::binary | std::ios::trunc);
    if (!observer->events_file_) {
      return Failure(fmt::format("cannot write the events file {}", options.events_file));
    }
  }
  return observer;
}

Observer::Observer(const Scenario& scenario, const network::Directory& directory,
                   const Options& options)
    : scenario_(scenario),
      directory_(directory),
      events_path_(options.events_file),
      checker_(directory, {.in_order = options.in_order, .restarts = options.restarts}),
      recorder_(directory),
      tally_(options.begin),
      intercepts_(directory, checker_.cables(), checker_.promises()),
      expectations_(scenario) {}

void Observer::Expect(const cable::Cable& cable, Instant at, const std::string& source,
                      std::optional<std::size_t> index) {
  // Where posts cut what is long, its sections are what travels.
  const nodes::Filing filing(directory_.network(), cable);
  for (const cable::Cable& each : filing.cables()) {
    checker_.Expect(each);
    recorder_.Expect(each, at, source);
    if (index) expectations_.Expect(*index, each);
  }
}

void Observer::Refuse(const cable::Cable& cable, const std::string& why) {
  recorder_.Refuse(cable, why);
  if (first_refusal_.empty()) first_refusal_ = why;
}

void Observer::OnWrongRoute(cable::RoutingIndicator /*relay*/) { intercepts_.HandleWrongRoute(); }

void Observer::OnGarbled(cable::RoutingIndicator from, cable::RoutingIndicator to,
                         cable::ChannelNumber number, std::string_view sent,
                         std::string_view came) {
  if (garbled_.size() == kGarbledRowsMax) return;
  garbled_.push_back(
      {from.ToString(), to.ToString(), number.ToString(), std::string(sent), std::string(came)});
}

void Observer::OnEvent(const cable::Event& event) {
  intercepts_.OnEvent(event);
  const bool open = event.kind == EventKind::kOpenNumber;
  if (open && event.reason == cable::Reason::kGarbled) ++garbled_count_;
  checker_.OnEvent(event);
  recorder_.OnEvent(event);
  tally_.OnEvent(event);
  expectations_.OnEvent(event);
  if (!events_file_.is_open()) return;
  std::string_view name;
  if (event.addressee != cable::AddresseeId::kNone) {
    name = AddresseeOf(directory_.network(), event.addressee).name;
  }
  events_file_ << proto::EventToJson(event, name) << '\n';
}

void Observer::AddTo(Progress& progress) const {
  progress.cables_filed = checker_.count_of(EventKind::kFiled);
  progress.deliveries = checker_.cables().deliveries();
  progress.outstanding = checker_.cables().open_deliveries();
}

Result<void> Observer::Finish(bool drained, bool interrupted, RunReport& report) {
  if (events_file_.is_open()) {
    events_file_.close();
    if (!events_file_) return Failure(fmt::format("cannot write the events file {}", events_path_));
    report.events_file = events_path_;
  }
  checker_.Finish(drained);
  RunCounts& counts = report.counts;
  counts.cables_filed = checker_.count_of(EventKind::kFiled);
  counts.cables_refused = checker_.count_of(EventKind::kRefused);
  counts.deliveries_owed = checker_.cables().deliveries_owed();
  counts.deliveries = checker_.cables().deliveries();
  counts.intercepted = checker_.count_of(EventKind::kIntercepted);
  counts.queued = checker_.cables().queued();
  counts.transmissions = checker_.count_of(EventKind::kSent);
  counts.receipted = checker_.count_of(EventKind::kReceipted);
  counts.burnt = checker_.count_of(EventKind::kBurnt);
  counts.duplicates_dropped = checker_.count_of(EventKind::kDuplicateDropped);
  counts.open_numbers = checker_.count_of(EventKind::kOpenNumber);
  counts.garbled = garbled_count_;
  counts.body_bytes_delivered = checker_.cables().body_bytes_delivered();
  counts.events = checker_.events();
  report.speeds = checker_.cables().speeds();
  report.intercepts = intercepts_.rows();
  report.garbled = garbled_;
  // Of a run that was stopped, only the laws can be judged.
  if (!interrupted) {
    expectations_.Finish(report.speeds, tally_, counts, checker_.promises());
    CheckEnd(scenario_, drained, first_refusal_, counts, checker_.promises());
  }
  report.cables = recorder_.Take();
  report.circuits = tally_.Busiest();
  report.timeline = tally_.TimelineUpTo(report.end);
  report.broken = checker_.promises().broken();
  report.broken_total = checker_.promises().total();
  report.outcome = report.broken_total > 0 ? Outcome::kBroken
                   : interrupted           ? Outcome::kInterrupted
                                           : Outcome::kKept;
  return {};
}

}  // namespace torntape::sim
