#include "host/loop/tcp_stream.h"

#include <uv.h>

#include <array>
#include <vector>

namespace perigee::loop {
namespace {

/// Buffers of one system call; more than 64 gain nothing.
constexpr std::size_t kBuffers = 64;
constexpr std::size_t kReadBytes = 64 * 1024;
/// An output string that grew beyond this gives its room back once it is sent.
constexpr std::size_t kKeepRoom = 16 * 1024;

/// All streams of a thread read into one buffer: its content is used up before the next read.
std::array<char, kReadBytes>& read_buffer() {
  thread_local std::array<char, kReadBytes> buffer;
  return buffer;
}

}  // namespace

struct TcpStream::State {
  uv_tcp_t handle;
  uv_write_t write;
  uv_shutdown_t shutdown;
  Handler* handler = nullptr;
  std::string output;         ///< Text after the queue, not yet a part of it.
  std::vector<Slice> queue;   ///< In order; the first ones may be in flight.
  std::size_t in_flight = 0;  ///< Slices that the running uv_write covers.
  std::size_t queued = 0;     ///< Bytes in the queue.
  bool finishing = false;
  bool shut_down = false;

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&handle); }

  void seal_output();
  std::size_t gather(std::array<uv_buf_t, kBuffers>& buffers);
  void consume(std::size_t bytes);
  void keep_apart();
  bool write_directly();
  bool write_later();
  void written(int status);
  bool shut_down_if_done();

  static void on_read(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer);
};

void TcpStream::Close::operator()(State* state) const {
  state->handler = nullptr;
  uv_close(reinterpret_cast<uv_handle_t*>(&state->handle),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
}

void TcpStream::State::on_read(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
  auto& state = *static_cast<State*>(stream->data);
  if (state.handler == nullptr || size == 0) return;
  if (size > 0) {
    state.handler->on_data({buffer->base, static_cast<std::size_t>(size)});
  } else if (size == UV_EOF) {
    uv_read_stop(stream);
    state.handler->on_end();
  } else {
    state.handler->on_failure(uv_strerror(static_cast<int>(size)));
  }
}

void TcpStream::start(Handler& handler) {
  state_->handler = &handler;
  resume();
}

void TcpStream::pause() {
  uv_read_stop(state_->stream());
}

void TcpStream::resume() {
  uv_read_start(
      state_->stream(),
      [](uv_handle_t*, std::size_t, uv_buf_t* buffer) {
        *buffer = uv_buf_init(read_buffer().data(), kReadBytes);
      },
      State::on_read);
}

std::string& TcpStream::output() {
  return state_->output;
}

std::size_t TcpStream::pending() const {
  return state_->queued + state_->output.size();
}

void TcpStream::send(Slice slice) {
  if (slice.size == 0) return;
  state_->seal_output();
  state_->queued += slice.size;
  auto& queue = state_->queue;
  if (queue.size() > state_->in_flight) {
    Slice& last = queue.back();
    if (last.bytes == slice.bytes && last.offset + last.size == slice.offset) {
      last.size += slice.size;
      return;
    }
  }
  queue.push_back(std::move(slice));
}

/// Makes the gathered text a part of the queue.
void TcpStream::State::seal_output() {
  if (output.empty()) return;
  const std::size_t size = output.size();
  queue.push_back({std::make_shared<const std::string>(std::move(output)), 0, size});
  queued += size;
  output = {};
}

std::size_t TcpStream::State::gather(std::array<uv_buf_t, kBuffers>& buffers) {
  std::size_t count = 0;
  for (const Slice& slice : queue) {
    if (count == kBuffers) return count;
    const std::string_view bytes = slice.view();
    buffers[count++] = uv_buf_init(const_cast<char*>(bytes.data()),  // libuv only reads
                                   static_cast<unsigned>(bytes.size()));
  }
  if (!output.empty() && count < kBuffers) {
    buffers[count++] = uv_buf_init(output.data(), static_cast<unsigned>(output.size()));
  }
  return count;
}

/// Drops bytes that the kernel took, first from the queue, then from the text behind it.
void TcpStream::State::consume(std::size_t bytes) {
  std::size_t done = 0;
  while (bytes > 0 && done < queue.size()) {
    Slice& slice = queue[done];
    const std::size_t part = std::min(bytes, slice.size);
    slice.offset += part;
    slice.size -= part;
    bytes -= part;
    queued -= part;
    if (slice.size == 0) ++done;
  }
  queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(done));
  if (bytes == output.size()) {
    output.clear();
    if (output.capacity() > kKeepRoom) output.shrink_to_fit();
  } else if (bytes > 0) {
    output.erase(0, bytes);
  }
}

/// Copies small parts out of large shared buffers: a slow reader must not keep those alive.
void TcpStream::State::keep_apart() {
  for (Slice& slice : queue) {
    if (slice.size * 2 >= slice.bytes->size()) continue;
    slice = {std::make_shared<const std::string>(slice.view()), 0, slice.size};
  }
}

bool TcpStream::State::write_directly() {
  std::array<uv_buf_t, kBuffers> buffers;
  for (;;) {
    const std::size_t count = gather(buffers);
    if (count == 0) return true;
    const int written = uv_try_write(stream(), buffers.data(), static_cast<unsigned>(count));
    if (written == UV_EAGAIN) return true;
    if (written < 0) return false;
    std::size_t offered = 0;
    for (std::size_t i = 0; i < count; ++i) offered += buffers[i].len;
    consume(static_cast<std::size_t>(written));
    if (static_cast<std::size_t>(written) < offered) return true;  // the kernel is full
  }
}

bool TcpStream::State::write_later() {
  seal_output();
  keep_apart();
  std::array<uv_buf_t, kBuffers> buffers;
  const std::size_t count = gather(buffers);
  in_flight = count;
  return uv_write(&write, stream(), buffers.data(), static_cast<unsigned>(count),
                  [](uv_write_t* request, int status) {
                    static_cast<State*>(request->handle->data)->written(status);
                  }) == 0;
}

void TcpStream::State::written(int status) {
  const std::size_t count = std::exchange(in_flight, 0);
  if (handler == nullptr) return;
  if (status != 0) {
    handler->on_failure(uv_strerror(status));
    return;
  }
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) bytes += queue[i].size;
  consume(bytes);
  if (!write_directly() || ((!queue.empty() || !output.empty()) && !write_later())) {
    handler->on_failure("the connection is broken");
    return;
  }
  if (in_flight > 0) return;
  shut_down_if_done();
  handler->on_drained();
}

bool TcpStream::flush() {
  State& state = *state_;
  if (state.in_flight > 0) return true;  // its end carries on
  if (!state.write_directly()) return false;
  if ((!state.queue.empty() || !state.output.empty()) && !state.write_later()) return false;
  return state.shut_down_if_done();
}

void TcpStream::finish() {
  state_->finishing = true;
  if (state_->in_flight == 0) state_->shut_down_if_done();
}

bool TcpStream::State::shut_down_if_done() {
  if (!finishing || shut_down || in_flight > 0 || !queue.empty() || !output.empty()) return true;
  shut_down = true;
  // A failure means that the other side is gone already, which reading reports.
  uv_shutdown(&shutdown, stream(), [](uv_shutdown_t*, int) {});
  return true;
}

std::optional<TcpStream> TcpStream::accept(uv_stream_s& listener) {
  std::unique_ptr<State, Close> state(new State{});
  uv_tcp_init(listener.loop, &state->handle);
  state->handle.data = state.get();
  if (uv_accept(&listener, state->stream()) != 0) return std::nullopt;
  uv_tcp_nodelay(&state->handle, 1);
  return TcpStream(std::move(state));
}

}  // namespace perigee::loop
