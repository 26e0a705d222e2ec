import { z } from "zod";
import { type ClientMessage, maxMessageBytes } from "./messages.ts";

const exercise = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const terminal = z.int().min(0).max(255);
const size = { columns: z.int().min(1).max(1000), rows: z.int().min(1).max(1000) };

const schema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("start"), exercise: exercise.nullable() }),
  z.strictObject({ type: z.literal("open"), ...size }),
  z.strictObject({ type: z.literal("close"), terminal }),
  z.strictObject({ type: z.literal("resize"), terminal, ...size }),
  z.strictObject({
    type: z.literal("ack"),
    terminal,
    bytes: z
      .int()
      .min(1)
      .max(16 * 1024 * 1024),
  }),
  z.strictObject({ type: z.literal("check"), exercise }),
  z.strictObject({ type: z.literal("hint"), exercise }),
  z.strictObject({ type: z.literal("reset") }),
  z.strictObject({ type: z.literal("stop") }),
  z.strictObject({ type: z.literal("console"), ...size }),
]);

/** What was wrong with a message, in words for whoever writes the other side. */
export class MalformedMessageError extends Error {}

/** The message in a text frame from a browser, which may be anything at all. Throws {@link MalformedMessageError}. */
export function parseClientMessage(text: string): ClientMessage {
  if (text.length > maxMessageBytes) throw new MalformedMessageError("The message is too long.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MalformedMessageError("The message is not JSON.", { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".");
  throw new MalformedMessageError(
    `${field ? `The field ${field}` : "The message"} is not valid: ${issue?.message}.`,
  );
}
