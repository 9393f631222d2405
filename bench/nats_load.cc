// Load for nats-server with JetStream: one stream in a file, a durable consumer for each
// destination, each message acknowledged.
//
//   nats_load port=PORT [mode=flow|single] [cables=N] [destinations=N] ...
//
// JetStream acknowledges before it has flushed anything; nobody can make version 2.9 do otherwise.

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <nats/nats.h>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/load.h"

namespace {

using namespace torntape::bench;

constexpr const char* kStream = "CABLES";
constexpr const char* kSubject = "cables";

void Must(natsStatus status, const char* what) {
  if (status != NATS_OK) Die(fmt::format("nats_load: {}: {}", what, natsStatus_GetText(status)));
}

class NatsLoad {
 public:
  explicit NatsLoad(const LoadOptions& options) : options_(options), account_(options) {
    const std::string url = fmt::format("nats://127.0.0.1:{}", options.port);
    natsOptions* connect = nullptr;
    Must(natsOptions_Create(&connect), "options");
    Must(natsOptions_SetURL(connect, url.c_str()), "address");
    // The library gathers what it sends for up to a millisecond; one in flight would wait for that.
    if (options.mode == "single") Must(natsOptions_SetSendAsap(connect, true), "options");
    Must(natsConnection_Connect(&connection_, connect), "connect");
    natsOptions_Destroy(connect);
    jsOptions context;
    Must(jsOptions_Init(&context), "options");
    context.PublishAsync.MaxPending =
        static_cast<std::int64_t>(options.mode == "single" ? 1 : options.window);
    context.PublishAsync.StallWait = 60'000;
    context.PublishAsync.AckHandler = &NatsLoad::OnReceipt;
    context.PublishAsync.AckHandlerClosure = this;
    Must(natsConnection_JetStream(&context_, connection_, &context), "context");
    MakeStream();
    for (int i = 0; i < options.destinations; ++i) Subscribe(i);
  }

  void Run() {
    const std::string body(options_.bytes, 'T');
    account_.Begin();
    for (std::uint64_t i = 0; i < options_.cables; ++i) {
      if (options_.mode == "single") {
        const std::lock_guard lock(mutex_);
        account_.Sent();
      }
      Must(js_PublishAsync(context_, kSubject, body.data(), static_cast<int>(body.size()), nullptr),
           "publish");
      if (options_.mode != "single") continue;
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return receipted_ > i && account_.delivered() > i; });
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] {
      return receipted_ == options_.cables && account_.delivered() == options_.deliveries();
    });
    account_.Print();
  }

 private:
  void MakeStream() {
    js_DeleteStream(context_, kStream, nullptr, nullptr);  // of an earlier run
    jsStreamConfig stream;
    Must(jsStreamConfig_Init(&stream), "stream");
    stream.Name = kStream;
    const char* subjects[] = {kSubject};
    stream.Subjects = subjects;
    stream.SubjectsLen = 1;
    stream.Storage = js_FileStorage;
    Must(js_AddStream(nullptr, context_, &stream, nullptr, nullptr), "stream");
  }

  void Subscribe(int place) {
    const std::string name = fmt::format("outlet{}", place);
    jsSubOptions how;
    Must(jsSubOptions_Init(&how), "consumer");
    how.ManualAck = true;
    how.Stream = kStream;
    how.Config.Durable = name.c_str();
    how.Config.AckPolicy = js_AckExplicit;
    natsSubscription* subscription = nullptr;
    Must(js_Subscribe(&subscription, context_, kSubject, &NatsLoad::OnCable, this, nullptr, &how,
                      nullptr),
         "subscribe");
    Must(natsSubscription_SetPendingLimits(subscription, -1, -1), "limits");
  }

  static void OnReceipt(jsCtx*, natsMsg* message, jsPubAck*, jsPubAckErr* error, void* load) {
    if (error != nullptr) Die(fmt::format("nats_load: publish: {}", error->ErrText));
    natsMsg_Destroy(message);
    auto* const self = static_cast<NatsLoad*>(load);
    const std::lock_guard lock(self->mutex_);
    ++self->receipted_;
    self->changed_.notify_one();
  }

  static void OnCable(natsConnection*, natsSubscription*, natsMsg* message, void* load) {
    natsMsg_Ack(message, nullptr);
    natsMsg_Destroy(message);
    auto* const self = static_cast<NatsLoad*>(load);
    const std::lock_guard lock(self->mutex_);
    self->account_.Delivered();
    if (self->options_.mode == "single") self->account_.Latency();
    self->changed_.notify_one();
  }

  const LoadOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Account account_;
  std::uint64_t receipted_ = 0;
  natsConnection* connection_ = nullptr;
  jsCtx* context_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) {
  const LoadOptions options = ParseLoadOptions(argc, argv);
  NatsLoad load(options);
  load.Run();
  std::_Exit(0);  // its threads end with the program
}
