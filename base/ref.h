#pragma once

#include <cstdint>
#include <utility>

namespace torntape {

// Base of values that several holders share and nobody changes any more.
// Thread safety: none; the count is a plain integer, as one thread owns one switch.
class Shareable {
 public:
  Shareable() = default;
  Shareable(const Shareable&) {}                            // a copy starts with its own count
  Shareable& operator=(const Shareable&) { return *this; }  // and keeps it

 private:
  template <typename T>
  friend class Ref;
  mutable std::uint32_t holders_ = 0;
};

// A counted reference to a Shareable. Cheaper than shared_ptr by the two locked operations a copy
// that a fan-out would pay for each destination.
template <typename T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : object_(object) { Hold(); }
  Ref(const Ref& other) : object_(other.object_) { Hold(); }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  // A Ref<T> serves where a Ref<const T> is wanted.
  template <typename U>
  Ref(const Ref<U>& other) : object_(other.get()) {  // NOLINT(google-explicit-constructor)
    Hold();
  }
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() { LetGo(); }

  T* get() const { return object_; }
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  void Hold() {
    if (object_ != nullptr) ++object_->holders_;
  }
  void LetGo() {
    if (object_ == nullptr || --object_->holders_ > 0) return;
    if constexpr (requires { object_->Recycle(); }) {
      object_->Recycle();  // it may be used again
    } else {
      delete object_;
    }
  }

  T* object_ = nullptr;
};

template <typename T, typename... Arguments>
Ref<T> MakeRef(Arguments&&... arguments) {
  return Ref<T>(new T(std::forward<Arguments>(arguments)...));
}

}  // namespace torntape
