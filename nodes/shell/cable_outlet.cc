#include "nodes/shell/cable_outlet.h"

#include <algorithm>
#include <utility>

#include "base/diagnostic.h"
#include "base/json.h"
#include "cable/cable.h"
#include "proto/cable_json.h"

namespace torntape::nodes {
namespace {

constexpr std::size_t kQueuedBytesMax = 1u << 20;

// "20310514T104207125Z-ELA0001.cable": in the order of arrival, and once only.
std::string FileNameOf(const HandedOver& cable, Instant at, bool json) {
  std::string name = FormatInstant(at);
  std::erase_if(name, [](char c) { return c == '-' || c == ':' || c == '.'; });
  name += "-" + cable.transmission.number.ToString();
  return name + (json ? ".json" : ".cable");
}

}  // namespace

std::string ReceivedAsText(const HandedOver& cable) {
  return cable::WriteTransmission(cable.transmission);
}

std::string ReceivedAsJson(const HandedOver& cable, Instant at) {
  std::string line = "{\"at\":\"" + FormatInstant(at) + "\",\"deliveries\":[";
  bool first = true;
  for (const network::Delivery& delivery : cable.deliveries) {
    if (!std::exchange(first, false)) line += ',';
    line += "{\"addressee\":";
    AppendJsonString(line, delivery.name);
    line += delivery.role == cable::Role::kAction ? ",\"role\":\"ACTION\"}" : ",\"role\":\"INFO\"}";
  }
  line += ']';
  if (cable.reason != cable::Reason::kNone) {
    line += ",\"intercepted\":";
    AppendJsonString(line, cable::NameOf(cable.reason));
  }
  Diagnostics ignored;  // the post has said what is wrong with it
  const auto body =
      cable::ReadBody(cable.transmission.body.view(),
                      cable::ProfileOf(cable.transmission.heading->calling_line), 1, ignored);
  line += ",\"cable\":";
  line += proto::CableToJson(cable.transmission, body.value_or(cable::BodyView{}));
  line += '}';
  return line;
}

Result<std::unique_ptr<CableOutlet>> CableOutlet::Open(boost::asio::io_context& io,
                                                       const Options& options, Calls calls) {
  auto outlet = std::unique_ptr<CableOutlet>(new CableOutlet(options, std::move(calls)));
  if (!options.folder.empty()) {
    auto folder = OutFolder::Open(options.folder);
    if (!folder) return tl::unexpected(folder.error());
    outlet->folder_ = std::move(*folder);
  } else if (options.descriptor >= 0) {
    CableOutlet* const self = outlet.get();
    auto output = TextOutput::Open(
        io, options.descriptor,
        [self] {
          ++self->written_;
          self->calls_.on_written();
        },
        [self](const std::string& trouble) {
          self->failed_ = true;
          self->calls_.on_failure(trouble);
        });
    if (!output) return tl::unexpected(output.error());
    outlet->output_ = std::move(*output);
  }
  return outlet;
}

void CableOutlet::Write(const HandedOver& cable, Instant at) {
  if (failed_) return;
  if (!folder_ && !output_) {
    ++written_;
    return;
  }
  std::string text = options_.json ? ReceivedAsJson(cable, at) + "\n" : ReceivedAsText(cable);
  if (folder_) return WriteFile(cable, at, text);
  output_->Write(std::move(text));
}

void CableOutlet::WriteFile(const HandedOver& cable, Instant at, const std::string& text) {
  const auto written = folder_->Write(FileNameOf(cable, at, options_.json), text);
  if (written) {
    ++written_;
    return;
  }
  failed_ = true;
  calls_.on_failure(written.error().message);
}

bool CableOutlet::full() const {
  return failed_ || (output_ && output_->queued_bytes() > kQueuedBytesMax);
}

bool CableOutlet::idle() const { return failed_ || !output_ || output_->queued_bytes() == 0; }

}  // namespace torntape::nodes
