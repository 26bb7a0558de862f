// Logs are lines of JSON on standard output: one event a line. Where they go (a terminal, CloudWatch Logs) is not the
// program's business, and CloudWatch Logs Insights finds the fields by itself.

function write(level, message, fields) {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}

export const log = {
  info: (message, fields) => write('info', message, fields),
  warn: (message, fields) => write('warn', message, fields),
  error: (message, fields) => write('error', message, fields),
};
