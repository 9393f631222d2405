// The report of a run for programs.
#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/run.h"

namespace torntape::sim {
namespace {

// Writes JSON in one line, in the order of the calls.
class JsonWriter {
 public:
  void OpenObject() { Open('{'); }
  void CloseObject() { Close('}'); }
  void OpenArray(std::string_view key) {
    Key(key);
    Open('[');
  }
  void CloseArray() { Close(']'); }
  void OpenObjectOf(std::string_view key) {
    Key(key);
    Open('{');
  }

  void Field(std::string_view key, std::string_view text) {
    Key(key);
    String(text);
  }
  void Field(std::string_view key, const char* text) { Field(key, std::string_view(text)); }
  void Field(std::string_view key, std::same_as<bool> auto truth) {
    Key(key);
    Scalar(truth ? "true" : "false");
  }
  void Field(std::string_view key, std::uint64_t number) {
    Key(key);
    Scalar(fmt::format("{}", number));
  }
  void Field(std::string_view key, Duration span) {
    Key(key);
    Scalar(fmt::format("{}", span.count()));
  }
  void Field(std::string_view key, Instant at) { Field(key, FormatInstant(at)); }
  void Field(std::string_view key, const std::vector<std::string>& texts) {
    OpenArray(key);
    for (const std::string& text : texts) {
      Comma();
      String(text);
    }
    CloseArray();
  }

  void Field(std::string_view key, const std::vector<std::uint64_t>& numbers) {
    OpenArray(key);
    for (const std::uint64_t number : numbers) {
      Comma();
      fmt::format_to(std::back_inserter(out_), "{}", number);
    }
    CloseArray();
  }

  std::string Take() { return std::move(out_); }

 private:
  void Open(char bracket) {
    if (!after_key_) Comma();
    after_key_ = false;
    out_ += bracket;
    first_ = true;
  }
  void Close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void Comma() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  void Key(std::string_view key) {
    Comma();
    String(key);
    out_ += ':';
    after_key_ = true;
  }
  void Scalar(std::string_view written) {
    after_key_ = false;
    out_ += written;
  }
  void String(std::string_view text) {
    after_key_ = false;
    out_ += '"';
    for (const char letter : text) {
      const auto byte = static_cast<unsigned char>(letter);
      if (letter == '"' || letter == '\\') {
        out_ += '\\';
        out_ += letter;
      } else if (byte < 0x20 || byte == 0x7f) {
        fmt::format_to(std::back_inserter(out_), "\\u{:04x}", byte);
      } else {
        out_ += letter;
      }
    }
    out_ += '"';
  }

  std::string out_;
  bool first_ = true;
  bool after_key_ = false;
};

void WriteDelivery(JsonWriter& json, const DeliveryRow& row) {
  json.OpenObject();
  json.Field("addressee", row.addressee);
  json.Field("station", row.station);
  json.Field("role", row.role == cable::Role::kAction ? "action" : "info");
  json.Field("delivered", row.delivered);
  if (row.delivered) {
    json.Field("line_2", row.line_2);
    json.Field("path", row.path);
    json.Field("at", row.at);
  }
  if (!row.note.empty()) json.Field("note", row.note);
  json.CloseObject();
}

void WriteCopy(JsonWriter& json, const CopyRow& row) {
  json.OpenObject();
  json.Field("from", row.from);
  json.Field("to", row.to);
  json.Field("number", row.number);
  json.Field("line_2", row.line_2);
  json.Field("at", row.at);
  if (!row.note.empty()) json.Field("note", row.note);
  json.CloseObject();
}

void WriteCable(JsonWriter& json, const CableRow& row) {
  json.OpenObject();
  json.Field("identification", row.identification);
  json.Field("source", row.source);
  json.Field("precedence", cable::NameOf(row.precedence));
  json.Field("filed", row.filed);
  json.Field("accepted", row.accepted);
  if (!row.accepted) json.Field("refused", row.refused);
  json.OpenArray("deliveries");
  for (const DeliveryRow& delivery : row.deliveries) WriteDelivery(json, delivery);
  json.CloseArray();
  json.OpenArray("copies");
  for (const CopyRow& copy : row.copies) WriteCopy(json, copy);
  json.CloseArray();
  json.Field("intercepted", row.intercepted);
  json.CloseObject();
}

void WriteCounts(JsonWriter& json, const RunCounts& counts) {
  json.OpenObjectOf("counts");
  json.Field("cables_filed", counts.cables_filed);
  json.Field("cables_refused", counts.cables_refused);
  json.Field("deliveries_owed", counts.deliveries_owed);
  json.Field("deliveries", counts.deliveries);
  json.Field("intercepted", counts.intercepted);
  json.Field("queued", counts.queued);
  json.Field("transmissions", counts.transmissions);
  json.Field("receipted", counts.receipted);
  json.Field("burnt", counts.burnt);
  json.Field("duplicates_dropped", counts.duplicates_dropped);
  json.Field("open_numbers", counts.open_numbers);
  json.Field("garbled", counts.garbled);
  json.Field("body_bytes_delivered", counts.body_bytes_delivered);
  json.Field("events", counts.events);
  json.Field("copies_expected", counts.copies_expected);
  json.Field("copies_kept", counts.copies_kept);
  json.Field("deliveries_expected", counts.deliveries_expected);
  json.Field("deliveries_kept", counts.deliveries_kept);
  json.Field("counts_expected", counts.counts_expected);
  json.Field("counts_kept", counts.counts_kept);
  json.CloseObject();
}

void WriteSpeeds(JsonWriter& json, const std::vector<SpeedRow>& speeds) {
  json.OpenArray("speeds");
  for (const SpeedRow& row : speeds) {
    json.OpenObject();
    json.Field("precedence", cable::NameOf(row.precedence));
    json.Field("deliveries", row.deliveries);
    json.Field("least", row.least);
    json.Field("median", row.median);
    json.Field("p99", row.p99);
    json.Field("most", row.most);
    json.Field("objective", row.objective);
    json.Field("in_time", row.in_time);
    json.Field("spread", row.spread);
    json.CloseObject();
  }
  json.CloseArray();
}

void WriteCircuits(JsonWriter& json, const std::vector<CircuitRow>& circuits) {
  json.OpenArray("circuits");
  for (const CircuitRow& row : circuits) {
    json.OpenObject();
    json.Field("from", row.from);
    json.Field("to", row.to);
    json.Field("transmissions", row.transmissions);
    json.Field("body_bytes", row.body_bytes);
    json.Field("queue_peak", row.queue_peak);
    if (row.queue_peak > 0) json.Field("queue_peak_at", row.queue_peak_at);
    if (row.busy_per_mille) json.Field("busy_per_mille", std::uint64_t{*row.busy_per_mille});
    json.CloseObject();
  }
  json.CloseArray();
}

void WriteTimeline(JsonWriter& json, const Timeline& timeline) {
  json.OpenObjectOf("timeline");
  json.Field("step", timeline.step);
  json.Field("filed", timeline.filed);
  json.Field("delivered", timeline.delivered);
  json.Field("waiting", timeline.waiting);
  json.CloseObject();
}

void WriteRows(JsonWriter& json, std::string_view key, const std::vector<FaultRow>& rows) {
  json.OpenArray(key);
  for (const FaultRow& row : rows) {
    json.OpenObject();
    json.Field("at", row.at);
    json.Field("what", row.what);
    json.CloseObject();
  }
  json.CloseArray();
}

void WriteIntercepts(JsonWriter& json, const std::vector<InterceptRow>& rows) {
  json.OpenArray("intercepts");
  for (const InterceptRow& row : rows) {
    json.OpenObject();
    json.Field("reason", row.reason);
    json.Field("count", row.count);
    json.CloseObject();
  }
  json.CloseArray();
}

void WriteGarbled(JsonWriter& json, const std::vector<GarbledRow>& rows) {
  json.OpenArray("garbled");
  for (const GarbledRow& row : rows) {
    json.OpenObject();
    json.Field("from", row.from);
    json.Field("to", row.to);
    json.Field("number", row.number);
    json.Field("sent", row.sent);
    json.Field("came", row.came);
    json.CloseObject();
  }
  json.CloseArray();
}

void WriteBroken(JsonWriter& json, const std::vector<BrokenPromise>& broken) {
  json.OpenArray("broken");
  for (const BrokenPromise& promise : broken) {
    json.OpenObject();
    json.Field("law", promise.law);
    json.Field("place", promise.place);
    json.Field("cable", promise.cable);
    json.Field("what", promise.what);
    json.Field("events", promise.events);
    json.CloseObject();
  }
  json.CloseArray();
}

}  // namespace

std::string ReportAsJson(const RunReport& report) {
  JsonWriter json;
  json.OpenObject();
  json.Field("scenario", report.scenario);
  json.Field("scenario_path", report.scenario_path);
  json.Field("network", report.network);
  json.Field("clock", NameOf(report.clock));
  json.Field("seed", report.seed);
  json.Field("rerun", report.rerun);
  json.Field("begin", report.begin);
  json.Field("end", report.end);
  json.Field("took", report.took);
  json.Field("outcome", NameOf(report.outcome));
  WriteCounts(json, report.counts);
  json.OpenArray("cables");
  for (const CableRow& row : report.cables) WriteCable(json, row);
  json.CloseArray();
  WriteSpeeds(json, report.speeds);
  WriteCircuits(json, report.circuits);
  WriteTimeline(json, report.timeline);
  WriteRows(json, "faults", report.faults);
  json.Field("faults_total", report.faults_total);
  WriteRows(json, "operators", report.operators);
  WriteIntercepts(json, report.intercepts);
  WriteGarbled(json, report.garbled);
  WriteBroken(json, report.broken);
  json.Field("broken_total", report.broken_total);
  json.Field("events_file", report.events_file);
  json.CloseObject();
  return json.Take();
}

}  // namespace torntape::sim
