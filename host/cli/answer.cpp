#include "host/cli/answer.h"

#include <cstdio>

namespace perigee::cli {
namespace {

std::string error_json(const Error& error, ErrorForm form) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("status", "error").member("error", error.message);
  if (form == ErrorForm::Line) {
    json.member("code", code_name(error.code));
    if (!error.details.is_null()) json.member("details", error.details);
  }
  json.end_object();
  return form == ErrorForm::Line ? text : indent_json(text);
}

}  // namespace

std::string ok_json(const Object& members) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("status", "ok");
  for (const auto& [name, value] : members) json.member(name, value);
  json.end_object();
  return text;
}

int exit_code_of(const Error& error) {
  switch (error.code) {
    case Code::VersionConflict:
      return kExitVersionConflict;
    case Code::HubNotRunning:
    case Code::ConnectionFailed:
      return kExitNoHub;
    case Code::MissingAuth:
    case Code::InvalidAuth:
      return kExitUnauthorized;
    case Code::LockHeld:
      return kExitLockHeld;
    default:
      return kExitFailure;
  }
}

int report_error(const Error& error) {
  std::fprintf(stderr, "perigee: %s\n", error.describe().c_str());
  return exit_code_of(error);
}

int finish(const Result<Answer>& answer, bool json, ErrorForm form) {
  if (answer) {
    std::printf("%s", json ? (indent_json(answer->json) + "\n").c_str() : answer->text.c_str());
    return answer->exit_code;
  }
  const Error& error = answer.error();
  if (!json || error.code == Code::Usage) return report_error(error);
  std::printf("%s\n", error_json(error, form).c_str());
  return exit_code_of(error);
}

}  // namespace perigee::cli
