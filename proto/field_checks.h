#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/instant.h"
#include "cable/routing_indicator.h"
#include "proto/file_faults.h"
#include "proto/yaml_reader.h"

namespace torntape::proto {

// What translators of networks and scenarios ask of the fields of a file, each said with its place.
// A value that is refused is reported and comes back empty. Only readers of files use it.
class FieldChecks {
 public:
  FieldChecks(const SourceMap& places, Diagnostics& diagnostics)
      : places_(places), faults_(diagnostics) {}

  // How many faults were found so far.
  std::size_t count() const { return faults_.count(); }
  bool Has(std::string_view path) const { return places_.Has(path); }
  SourceSpan PlaceOf(std::string_view path) const { return places_.Find(path); }

  void Fault(DiagnosticCode code, std::string_view path, std::string message,
             std::string hint = {}) {
    faults_.Add(code, places_.Find(path), std::move(message), std::move(hint));
  }
  // A key that must be given is missing in `entry`; `example` completes the hint, as in
  // "indicator: RYKA".
  void Missing(std::string_view entry, std::string_view key, std::string_view example);

  // Four to eight letters.
  cable::RoutingIndicator Indicator(std::string_view path, std::string_view text);
  // The same of a field that must be given: `entry` is what it stands in.
  cable::RoutingIndicator IndicatorIn(std::string_view entry, std::string_view key,
                                      std::string_view text);
  // Printable, on one line, neither empty nor longer than kNameBytesMax.
  bool Name(std::string_view path, std::string_view text);
  // Zero to `longest`.
  std::optional<Duration> Span(std::string_view path, std::string_view text, Duration longest);
  std::optional<Instant> Point(std::string_view path, std::string_view text);
  bool Within(std::string_view path, std::uint64_t value, std::uint64_t low, std::uint64_t high);
  bool AtMost(std::string_view path, std::size_t count, std::size_t max, std::string_view what);

  // "did you mean ...?" if one of `candidates` is near, otherwise `instead`. Candidates may be many
  // and comparing costs, so that only the first few faults of a file get such a hint.
  std::string Suggest(std::string_view word, const std::vector<std::string_view>& candidates,
                      std::string_view instead = {});

 private:
  const SourceMap& places_;
  FileFaults faults_;
  int suggestions_left_ = 20;
};

// "posts[3]"
std::string At(std::string_view list, std::size_t place);
// "posts[3].relay"
std::string In(std::string_view entry, std::string_view key);

}  // namespace torntape::proto
