// The charts, in the order in which they stand on the page.
export const TITLES: Record<string, string> = {
  events_per_second: 'Events through the line',
  latency_p95_seconds: 'Latency, 95th percentile',
  queue_pending: 'Events waiting in the queue',
  requests_per_second: 'Requests to the model',
  component_cpu_cores: 'CPU',
  component_memory_bytes: 'Memory',
  component_read_bytes_per_second: 'Read from storage',
  component_write_bytes_per_second: 'Written to storage',
  component_received_bytes_per_second: 'Received from the network',
  component_sent_bytes_per_second: 'Sent to the network',
  component_throttled_ratio: 'Share of time at the CPU limit',
  database_bytes: 'Size of databases on disk',
  host_cpu_cores: 'Hosts: CPU',
  host_memory_bytes: 'Hosts: memory',
  host_read_bytes_per_second: 'Hosts: read from storage',
  host_write_bytes_per_second: 'Hosts: written to storage',
  host_received_bytes_per_second: 'Hosts: received from the network',
  host_sent_bytes_per_second: 'Hosts: sent to the network',
}

/** What the charts are about, with the number of its colour: elements, what runs for them, then hosts, each once. */
export const subjectsOf = (elements: string[], parts: string[], hosts: string[]): Map<string, number> =>
  new Map([...new Set([...elements, ...parts, ...hosts])].map((name, index) => [name, index]))
