// How a test talks to its bot: a line in is what the user says (null: a new conversation), a line out what it did.
import { createInterface } from "node:readline";

export const [URL_, HOW, API] = process.argv.slice(2);
export const STREAMS = HOW === "stream";
export const done = {};

export async function serve(turn, forget) {
  for await (const line of createInterface({ input: process.stdin })) {
    for (const key of Object.keys(done)) delete done[key];
    Object.assign(done, { text: "", tools: [], pieces: 0, ids: [], error: "" });
    const text = JSON.parse(line);
    try {
      if (text === null) forget();
      else await turn(text);
    } catch (error) {
      done.error = `${error.name}: ${error.message}`;
    }
    console.log(JSON.stringify(done));
  }
}

// The tools of the test bots. They work on real values only, as a bot's own systems do.
const CUSTOMER = { name: "Ada Vermeer", email: "ada.vermeer@posteo.net", iban: "NL91ABNA0417164300" };
export const INSTRUCTIONS = "You are the assistant of a bank.";
export const TOOLS = {
  find_customer: {
    description: "The file of a customer.",
    parameters: ["name"],
    run: ({ name }) => JSON.stringify(name === CUSTOMER.name ? CUSTOMER : { error: "unknown customer" }),
  },
  decide_loan_application: {
    description: "Approves or refuses a loan application. It takes effect at once.",
    parameters: ["customer_name", "decision", "reason"],
    run: (given) =>
      JSON.stringify({ outcome: given.customer_name === CUSTOMER.name ? given.decision : "unknown customer" }),
  },
};

export function call(name, given) {
  done.tools.push([name, given]);
  return TOOLS[name].run(given);
}

export function schemaOf(tool) {
  const properties = Object.fromEntries(tool.parameters.map((name) => [name, { type: "string" }]));
  return { type: "object", properties, required: tool.parameters };
}
