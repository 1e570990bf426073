// A bot on the OpenAI client for Node. `bot.mjs BASE_URL stream|whole chat|responses`; it knows nothing of Sluis.
import OpenAI from "openai";
import { API, INSTRUCTIONS, STREAMS, TOOLS, URL_, call, done, schemaOf, serve } from "../talk.mjs";

const client = new OpenAI({ baseURL: URL_, apiKey: "sk-test" });
const history = [];
const described = Object.entries(TOOLS).map(([name, tool]) => ({
  name,
  description: tool.description,
  parameters: schemaOf(tool),
}));

async function complete() {
  const tools = described.map((each) => ({ type: "function", function: each }));
  const asked = { model: "fake", messages: [{ role: "system", content: INSTRUCTIONS }, ...history], tools };
  if (!STREAMS) return client.chat.completions.create(asked);
  const stream = client.chat.completions.stream(asked);
  stream.on("content", () => (done.pieces += 1));
  return stream.finalChatCompletion();
}

async function chat() {
  const answer = await complete();
  const { content, tool_calls: calls } = answer.choices[0].message;
  done.ids.push(answer.id);
  done.text = content ?? "";
  history.push({ role: "assistant", content, ...(calls?.length ? { tool_calls: calls } : {}) });
  for (const each of calls ?? []) {
    const result = call(each.function.name, JSON.parse(each.function.arguments));
    history.push({ role: "tool", tool_call_id: each.id, content: result });
  }
  return !calls?.length;
}

async function respond() {
  const tools = described.map((each) => ({ type: "function", strict: false, ...each }));
  const asked = { model: "fake", instructions: INSTRUCTIONS, input: history, tools };
  if (!STREAMS) return client.responses.create(asked);
  const stream = client.responses.stream(asked);
  stream.on("response.output_text.delta", () => (done.pieces += 1));
  return stream.finalResponse();
}

async function responses() {
  const answer = await respond();
  done.ids.push(answer.id);
  done.text = answer.output_text;
  const calls = answer.output.filter((item) => item.type === "function_call");
  for (const { parsed_arguments: _, ...item } of answer.output) history.push(item);
  for (const each of calls) {
    const result = call(each.name, JSON.parse(each.arguments));
    history.push({ type: "function_call_output", call_id: each.call_id, output: result });
  }
  return !calls.length;
}

async function turn(text) {
  history.push({ role: "user", content: text });
  for (let step = 0; step < 5; step += 1) if (await (API === "responses" ? responses() : chat())) break;
}

await serve(turn, () => (history.length = 0));
