#include "cable/transmission.h"

#include <memory>
#include <utility>
#include <vector>

namespace torntape::cable {
namespace {

constexpr std::size_t kLineWidthMax = 69;

// Headings that nobody holds, kept with the room of their lines: a relay makes one for each cable.
constexpr std::size_t kHeadingsKeptMax = 1024;
constexpr std::size_t kRoomKeptMax = 512;
struct HeadingShelf {
  std::vector<std::unique_ptr<Heading>> kept;
  bool closed = false;  // the thread ends
  HeadingShelf() = default;
  HeadingShelf(const HeadingShelf&) = delete;
  HeadingShelf& operator=(const HeadingShelf&) = delete;
  ~HeadingShelf() { closed = true; }
};
thread_local HeadingShelf shelf;

void AppendPrecedence(std::string& out, Precedence precedence) {
  out.append(2, ProsignOf(precedence));
}

}  // namespace

Ref<Heading> Heading::Make() {
  if (shelf.kept.empty()) return MakeRef<Heading>();
  Heading* const heading = shelf.kept.back().release();
  shelf.kept.pop_back();
  return Ref<Heading>(heading);
}

void Heading::Recycle() const {
  // Whoever made it made it to be filled in; nobody holds it as what cannot be changed any more.
  std::unique_ptr<Heading> heading(const_cast<Heading*>(this));
  const bool large = calling_line.capacity() > kRoomKeptMax ||
                     instruction_lines.capacity() > kRoomKeptMax ||
                     encoded.bytes.capacity() > 2 * kRoomKeptMax;
  if (large || shelf.closed || shelf.kept.size() >= kHeadingsKeptMax) return;
  std::string calling = std::move(heading->calling_line);
  std::string instructions = std::move(heading->instruction_lines);
  *heading = Heading();
  calling.clear();
  instructions.clear();
  heading->calling_line = std::move(calling);
  heading->instruction_lines = std::move(instructions);
  shelf.kept.push_back(std::move(heading));
}

std::string_view NameOf(Role role) { return role == Role::kAction ? "action" : "INFO"; }

std::string FormatRoutingLine(Precedence precedence, std::span<const Called> called) {
  std::string line;
  line.reserve(2 + called.size() * (RoutingIndicator::kSizeMax + 1));
  AppendPrecedence(line, precedence);
  for (const Called& each : called) {
    line.push_back(' ');
    each.indicator.AppendTo(line);
  }
  return line;
}

std::string WriteRoutingLine(Precedence precedence, std::span<const Called> called) {
  std::string lines;
  lines.reserve(3 + called.size() * (RoutingIndicator::kSizeMax + 1));
  AppendPrecedence(lines, precedence);
  std::size_t width = lines.size();
  for (const Called& each : called) {
    const std::size_t size = each.indicator.size();
    // Wrapped between groups, never inside one, and with no mark of continuation.
    const bool fits = width + 1 + size <= kLineWidthMax;
    lines.push_back(fits ? ' ' : '\n');
    width = fits ? width + 1 + size : size;
    each.indicator.AppendTo(lines);
  }
  lines.push_back('\n');
  return lines;
}

std::string WriteJanapRouting(std::string_view front, Precedence precedence,
                              std::span<const Called> called) {
  std::string lines(front);
  lines.reserve(lines.size() + 2 + called.size() * (RoutingIndicator::kSizeMax + 1));
  if (!lines.empty()) lines[0] = ProsignOf(precedence);
  std::size_t width = lines.size();
  for (const Called& each : called) {
    const bool first = &each == called.data();
    // The full stop behind the last one must stand on its line too.
    const std::size_t size = each.indicator.size() + (&each == &called.back() ? 1 : 0);
    const bool fits = width + (first ? 0 : 1) + size <= kLineWidthMax;
    if (!first) lines.push_back(fits ? ' ' : '\n');
    width = first || fits ? width + (first ? 0 : 1) + size : size;
    each.indicator.AppendTo(lines);
  }
  lines.append(".\n");
  return lines;
}

bool operator==(const Heading& a, const Heading& b) {
  return a.identification == b.identification && a.calling_line == b.calling_line &&
         a.instruction_lines == b.instruction_lines && a.classification == b.classification &&
         a.special_category == b.special_category && a.action_precedence == b.action_precedence &&
         a.info_precedence == b.info_precedence && a.always_deliver == b.always_deliver &&
         a.body_digest == b.body_digest;
}

bool IsSuspectedDuplicate(const Transmission& transmission) {
  if (transmission.pilots.empty()) return false;
  const std::string_view instruction = transmission.pilots.front().instruction;
  return instruction == "ZFD" || instruction.starts_with("ZFD ") ||
         instruction.find(" ZFD ") != std::string_view::npos;
}

}  // namespace torntape::cable
