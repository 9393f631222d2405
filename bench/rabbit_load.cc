// Load for rabbitmq-server: durable queues, messages that are kept, publisher confirms, each
// delivery acknowledged.
//
//   rabbit_load port=PORT kind=priority|quorum [mode=flow|single|flash] [cables=N] ...
//
// `priority` is a classic queue with four priorities; quorum queues have none.

#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <sys/time.h>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "bench/load.h"

namespace {

using namespace torntape::bench;

constexpr const char* kExchange = "cables";
constexpr amqp_channel_t kChannel = 1;
constexpr std::uint8_t kFlash = 3;  // of four priorities
constexpr std::uint8_t kRoutine = 0;

amqp_bytes_t Bytes(const std::string& text) {
  return {text.size(), const_cast<char*>(text.data())};
}
amqp_bytes_t Bytes(const char* text) { return amqp_cstring_bytes(text); }

class Connection {
 public:
  explicit Connection(int port) : state_(amqp_new_connection()) {
    amqp_socket_t* const socket = amqp_tcp_socket_new(state_);
    if (amqp_socket_open(socket, "127.0.0.1", port) != AMQP_STATUS_OK) {
      Die("rabbit_load: cannot connect");
    }
    Must(amqp_login(state_, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest"), "login");
    amqp_channel_open(state_, kChannel);
    Must("channel");
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  amqp_connection_state_t state() const { return state_; }
  void Must(const char* what) const { Must(amqp_get_rpc_reply(state_), what); }
  static void Must(const amqp_rpc_reply_t& reply, const char* what) {
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) {
      Die(fmt::format("rabbit_load: {} failed ({})", what,
                      amqp_error_string2(reply.library_error)));
    }
  }

 private:
  amqp_connection_state_t state_;
};

class RabbitLoad {
 public:
  explicit RabbitLoad(const LoadOptions& options)
      : options_(options), account_(options), inlet_(options.port), body_(options.bytes, 'T') {
    if (options.mode == "single") options_.window = 1;
    // With its bindings, which are to queues of earlier runs.
    amqp_exchange_delete(inlet_.state(), kChannel, Bytes(kExchange), 0);
    amqp_exchange_declare(inlet_.state(), kChannel, Bytes(kExchange), Bytes("fanout"), 0, 1, 0, 0,
                          amqp_empty_table);
    inlet_.Must("exchange");
    for (int i = 0; i < options.destinations; ++i) MakeQueue(NameOf(i));
    amqp_confirm_select(inlet_.state(), kChannel);
    inlet_.Must("confirms");
  }

  void Run() {
    const bool backlog = options_.mode == "flash";
    if (!backlog) Consume();
    account_.Begin();
    for (std::uint64_t i = 0; i < options_.cables; ++i) {
      {
        const std::lock_guard lock(mutex_);
        account_.Sent();
      }
      Publish(kRoutine);
      while (sent_ - receipted_ >= options_.window) TakeReceipt();
      if (options_.mode == "single") AwaitDeliveries(i + 1);
    }
    while (receipted_ < sent_) TakeReceipt();
    if (backlog) {
      account_.Begin();
      Consume();
      SendFlashes();
    }
    AwaitDeliveries(options_.deliveries());
    account_.Print();
  }

 private:
  std::string NameOf(int place) const {
    return fmt::format("{}-{}-{}-{}", options_.kind, options_.mode, options_.cables, place);
  }

  void MakeQueue(const std::string& name) {
    amqp_table_entry_t entry{};
    if (options_.kind == "quorum") {
      entry.key = Bytes("x-queue-type");
      entry.value.kind = AMQP_FIELD_KIND_UTF8;
      entry.value.value.bytes = Bytes("quorum");
    } else {
      entry.key = Bytes("x-max-priority");
      entry.value.kind = AMQP_FIELD_KIND_I32;
      entry.value.value.i32 = 4;
    }
    const amqp_table_t arguments{1, &entry};
    amqp_queue_delete(inlet_.state(), kChannel, Bytes(name), 0, 0);
    amqp_queue_declare(inlet_.state(), kChannel, Bytes(name), 0, 1, 0, 0, arguments);
    inlet_.Must("queue");
    amqp_queue_bind(inlet_.state(), kChannel, Bytes(name), Bytes(kExchange), Bytes(""),
                    amqp_empty_table);
    inlet_.Must("bind");
  }

  void Publish(std::uint8_t priority) {
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_PRIORITY_FLAG;
    properties.delivery_mode = AMQP_DELIVERY_PERSISTENT;
    properties.priority = priority;
    if (amqp_basic_publish(inlet_.state(), kChannel, Bytes(kExchange), Bytes(""), 0, 0, &properties,
                           Bytes(body_)) != AMQP_STATUS_OK) {
      Die("rabbit_load: cannot publish");
    }
    ++sent_;
  }

  void TakeReceipt() {
    amqp_frame_t frame;
    timeval deadline{60, 0};
    amqp_maybe_release_buffers(inlet_.state());
    if (amqp_simple_wait_frame_noblock(inlet_.state(), &frame, &deadline) != AMQP_STATUS_OK) {
      Die("rabbit_load: no receipt for a minute");
    }
    if (frame.frame_type != AMQP_FRAME_METHOD) return;
    if (frame.payload.method.id != AMQP_BASIC_ACK_METHOD) Die("rabbit_load: not acknowledged");
    const auto* ack = static_cast<const amqp_basic_ack_t*>(frame.payload.method.decoded);
    receipted_ = ack->multiple != 0 ? ack->delivery_tag : receipted_ + 1;
  }

  void SendFlashes() {
    for (std::uint64_t i = 0; i < options_.flash_count; ++i) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return account_.FlashDue(); });
        account_.FlashSent();
      }
      Publish(kFlash);
      while (receipted_ < sent_) TakeReceipt();
    }
  }

  void AwaitDeliveries(std::uint64_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return account_.delivered() >= count; });
  }

  void Consume() {
    for (int i = 0; i < options_.destinations; ++i) {
      auto outlet = std::make_shared<Connection>(options_.port);
      // What is with a consumer already cannot be overtaken: fewer where that is measured.
      const auto prefetch = static_cast<std::uint16_t>(options_.mode == "flash" ? 64 : 256);
      amqp_basic_qos(outlet->state(), kChannel, 0, prefetch, 0);
      amqp_basic_consume(outlet->state(), kChannel, Bytes(NameOf(i)), amqp_empty_bytes, 0, 0, 0,
                         amqp_empty_table);
      outlet->Must("consume");
      std::thread([this, outlet] { Deliver(*outlet); }).detach();
    }
  }

  void Deliver(Connection& outlet) {
    for (;;) {
      amqp_envelope_t envelope;
      amqp_maybe_release_buffers(outlet.state());
      const auto reply = amqp_consume_message(outlet.state(), &envelope, nullptr, 0);
      if (reply.reply_type != AMQP_RESPONSE_NORMAL) Die("rabbit_load: the server has gone");
      amqp_basic_ack(outlet.state(), kChannel, envelope.delivery_tag, 0);
      {
        const std::lock_guard lock(mutex_);
        if (envelope.message.properties.priority == kFlash) {
          account_.FlashCame();
        } else {
          account_.Delivered();
          if (options_.mode == "single") account_.Latency();
        }
        const bool all = account_.delivered() >= options_.deliveries();
        if (options_.mode == "single" || all || account_.FlashDue()) changed_.notify_all();
      }
      amqp_destroy_envelope(&envelope);
    }
  }

  LoadOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Account account_;
  Connection inlet_;
  std::string body_;
  std::uint64_t sent_ = 0;
  std::uint64_t receipted_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  RabbitLoad(ParseLoadOptions(argc, argv)).Run();
  std::_Exit(0);  // its threads end with the program
}
