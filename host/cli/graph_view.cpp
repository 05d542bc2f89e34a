#include "host/cli/graph_view.h"

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/cli/table.h"
#include "host/tasks/queries.h"

namespace perigee::cli {
namespace {

std::string refs_text(const std::vector<tasks::Ref>& refs) {
  std::string text;
  for (const tasks::Ref& ref : refs) text += (text.empty() ? "" : ", ") + tasks::to_text(ref);
  return text;
}

std::string shown(const std::string& text) {
  return printable(text, limits::kTaskTextBytes);
}

std::string quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : shown(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string describe_task(const tasks::Task& task, const Terminal& terminal) {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"task", tasks::to_text(task.ref)},
      {"subject", task.subject},
      {"status", std::string(tasks::status_name(task.status))},
  };
  const auto add = [&](const char* name, const std::optional<std::string>& text) {
    if (text && !text->empty()) facts.emplace_back(name, *text);
  };
  add("owner", task.owner);
  add("now", task.active_form);
  add("blocks", refs_text(task.blocks));
  if (task.lease) add("claimed by", task.lease->owner + " until " + task.lease->until);
  add("created", task.created_at);
  add("updated", task.updated_at);
  add("completed", task.completed_at);
  if (!task.metadata.is_null()) add("metadata", to_json(task.metadata));
  std::string text = format_facts(facts, terminal);
  if (!task.description.empty()) text += "\n" + shown(task.description) + "\n";
  for (const tasks::Comment& comment : task.comments) {
    text += "\n" + shown(comment.author) + ", " + comment.timestamp + ":\n" + shown(comment.text) +
            "\n";
  }
  return text;
}

Labels read_labels(store::Connection& db, const tasks::Caller& caller, const tasks::Slice& slice) {
  Labels labels;
  for (const tasks::Ref& node : slice.nodes) {
    if (!node.item) continue;
    const auto task = tasks::get(db, caller, node);
    if (task) labels.emplace(tasks::to_text(node), std::pair(task->subject, task->status));
  }
  return labels;
}

std::string graph_as_text(const tasks::Slice& slice, const Labels& labels) {
  std::string text;
  for (const tasks::Ref& node : slice.nodes) {
    const std::string name = tasks::to_text(node);
    const auto label = labels.find(name);
    text += shown(name);
    if (label != labels.end()) {
      text.append("  [").append(tasks::status_name(label->second.second)).append("] ");
      text += shown(label->second.first);
    }
    text += "\n";
    for (const auto& [source, target] : slice.edges) {
      if (source == node) text += "  -> " + shown(tasks::to_text(target)) + "\n";
    }
  }
  if (slice.truncated) text += "(there is more: --max-nodes)\n";
  return text;
}

std::string graph_as_dot(const tasks::Slice& slice, const Labels& labels) {
  std::string text = "digraph tasks {\n  rankdir = LR;\n  node [shape = box];\n";
  for (const tasks::Ref& node : slice.nodes) {
    const std::string name = tasks::to_text(node);
    const auto label = labels.find(name);
    text += "  " + quoted(name);
    if (label != labels.end()) {
      const bool is_over = label->second.second == tasks::Status::Completed ||
                           label->second.second == tasks::Status::Cancelled;
      text += " [label = " + quoted(name + ": " + label->second.first) +
              (is_over ? ", style = dashed]" : "]");
    }
    text += ";\n";
  }
  for (const auto& [source, target] : slice.edges) {
    text += "  " + quoted(tasks::to_text(source)) + " -> " + quoted(tasks::to_text(target)) + ";\n";
  }
  return text + "}\n";
}

}  // namespace perigee::cli
