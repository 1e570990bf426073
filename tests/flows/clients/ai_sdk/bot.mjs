// A bot on the AI SDK. `bot.mjs BASE_URL stream|whole chat|responses`; it knows nothing of Sluis.
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { API, INSTRUCTIONS, STREAMS, TOOLS, URL_, call, done, schemaOf, serve } from "../talk.mjs";

const openai = createOpenAI({ baseURL: URL_, apiKey: "sk-test" });
const model = API === "responses" ? openai.responses("fake") : openai.chat("fake");
const history = [];
const tools = Object.fromEntries(
  Object.entries(TOOLS).map(([name, each]) => [
    name,
    tool({
      description: each.description,
      inputSchema: jsonSchema(schemaOf(each)),
      execute: async (given) => call(name, given),
    }),
  ]),
);

async function turn(text) {
  history.push({ role: "user", content: text });
  const asked = { model, system: INSTRUCTIONS, messages: history, tools, stopWhen: stepCountIs(5), maxRetries: 0 };
  let result;
  if (STREAMS) {
    let failure;
    result = streamText({ ...asked, onError: ({ error }) => (failure = error) });
    for await (const part of result.fullStream) done.pieces += part.type === "text-delta";
    if (failure) throw failure;
  } else {
    result = await generateText(asked);
  }
  done.text = await result.text;
  done.ids = (await result.steps).map((step) => step.response.id);
  history.push(...(await result.response).messages);
}

await serve(turn, () => (history.length = 0));
