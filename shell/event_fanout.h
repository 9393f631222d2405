#pragma once

#include <algorithm>
#include <vector>

#include "cable/event.h"

namespace torntape::shell {

// The one listener of a station's core, and those to whom it passes what it hears: watchers, the
// parent of a live run, a file. With nobody listening an event costs one comparison.
// Not thread-safe. Listeners outlive their stay here.
class EventFanout final : public cable::EventListener {
 public:
  void Add(cable::EventListener& listener) { listeners_.push_back(&listener); }
  void Remove(cable::EventListener& listener) { std::erase(listeners_, &listener); }

  void OnEvent(const cable::Event& event) override {
    for (cable::EventListener* listener : listeners_) listener->OnEvent(event);
  }
  bool Wants(cable::EventKind kind) const override {
    return std::any_of(listeners_.begin(), listeners_.end(),
                       [kind](const auto* listener) { return listener->Wants(kind); });
  }

 private:
  std::vector<cable::EventListener*> listeners_;
};

}  // namespace torntape::shell
