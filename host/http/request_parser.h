// Reads requests from the bytes of a connection: the guard first, then llhttp, then the body by
// length or by chunks. It keeps one request at a time and knows nothing of sockets or routes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "host/http/header_guard.h"
#include "host/http/request.h"

namespace perigee::http {

class RequestParser {
 public:
  enum class Step {
    NeedMore,  ///< Everything was looked at; go on when there are more bytes.
    Done,      ///< The head, or the body, is complete.
    TooLarge,  ///< The body exceeds the limit.
    Bad,       ///< Not a request; error() says why. The connection cannot be used any more.
  };

  RequestParser();
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;

  /// Looks for a head at the front of `input`, which holds all bytes that were not consumed yet,
  /// and removes it from there once it is complete.
  Step read_head(std::string_view& input);
  /// The request of the last complete head; valid until next().
  Request& request() { return request_; }

  /// Removes bytes of the body from `input` and appends its content to `body`, up to `limit` bytes
  /// in all calls together.
  Step read_body(std::string_view& input, std::string& body, std::size_t limit);
  /// The same for a body that nobody wants.
  Step skip_body(std::string_view& input, std::size_t limit);

  /// Why the last step was Bad.
  std::string_view error() const { return error_; }
  /// Forgets the request and expects another.
  void next();

 private:
  struct Machine;
  struct Sink {
    std::string* body;
    std::size_t limit;
  };

  Step bad(std::string_view reason);
  Step parse_head(std::string_view head);
  Step check_head();
  Step read(std::string_view& input, Sink sink);
  Step read_sized(std::string_view& input, Sink sink);
  Step read_chunked(std::string_view& input, Sink sink);
  Step read_trailers(std::string_view& input);

  std::unique_ptr<Machine> machine_;
  HeaderGuard guard_;
  std::string head_;  ///< The bytes that request_ refers to.
  std::string path_;  ///< The path where it had to be rewritten.
  Request request_;
  std::string_view target_;
  std::size_t body_read_ = 0;
  bool in_trailers_ = false;
  std::string_view error_;
};

}  // namespace perigee::http
