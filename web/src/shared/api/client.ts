// Requests to the API, with its error shape turned into one error class.

/** Told to the window when the server does not know any more who asks. */
export const SIGNED_OUT = 'stratum:signed-out'

export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }
}

interface Failure {
  error?: { code?: string; message?: string; hint?: string }
}

export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await request(path, { signal, headers: { Accept: 'application/json' } })
  if (response.ok) return (await response.json()) as Answer
  throw await failure(response)
}

export async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' }
  const response = await request(path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (response.ok) return (await response.json()) as Answer
  throw await failure(response)
}

/** Sends a file as it is. */
export async function postFile<Answer>(path: string, file: Blob, type: string): Promise<Answer> {
  const headers = { Accept: 'application/json', 'Content-Type': type }
  const response = await request(path, { method: 'POST', headers, body: file })
  if (response.ok) return (await response.json()) as Answer
  throw await failure(response)
}

async function request(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new ApiError('unreachable', 'The server does not answer.', 'Is `stratum up` still running?')
  }
}

async function failure(response: Response): Promise<ApiError> {
  if (response.status === 401) window.dispatchEvent(new Event(SIGNED_OUT))
  const body = (await response.json().catch(() => ({}))) as Failure
  const said = body.error ?? {}
  return new ApiError(
    said.code ?? String(response.status),
    said.message ?? `The server answered ${response.status}.`,
    said.hint ?? '',
  )
}

export const applicationPath = (name: string) => `/api/applications/${encodeURIComponent(name)}`
export const runPath = (id: string) => `/api/runs/${encodeURIComponent(id)}`
export const trainPath = (pipeline: string) => `/api/pipelines/${encodeURIComponent(pipeline)}/train`

/** Where a document is edited. */
export const documentAddress = (file: string) => `/documents/${file.split('/').map(encodeURIComponent).join('/')}`
