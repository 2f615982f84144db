// The charts, in the order in which they stand on the page.
export const TITLES: Record<string, string> = {
  events_per_second: 'Events through the line',
  latency_p95_seconds: 'Latency, 95th percentile',
  queue_pending: 'Events waiting in the queue',
  requests_per_second: 'Requests to the model',
  component_cpu_cores: 'CPU',
  component_memory_bytes: 'Memory',
}
