/** An Error that the client can do something about: `status` 4xx, a sentence, and (for forms) what is wrong by field. */
export function problem(status, message, fields) {
  return Object.assign(new Error(message), { status, fields });
}
