// One WebSocket to the session, opened again whenever it is lost.
import { SIGNED_OUT } from '../api/client'
import type { Said, Told } from './protocol'

const RETRY_MS = 1000
/** Close code of a connection that may not go on: perhaps its person was signed out. */
const SENT_AWAY = 1008

const address = () => `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/api/session`

interface Heard {
  opened: () => void
  told: (told: Told) => void
  lost: () => void
}

export class Connection {
  private socket: WebSocket | null = null
  private retry: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly heard: Heard) {}

  open() {
    const socket = new WebSocket(address())
    this.socket = socket
    socket.onopen = () => this.heard.opened()
    socket.onmessage = (message) => this.heard.told(JSON.parse(message.data as string) as Told)
    socket.onclose = ({ code }) => this.lost(socket, code)
  }

  /** Says something, where anybody hears it. */
  say(said: Said) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(said))
  }

  close() {
    clearTimeout(this.retry)
    const { socket } = this
    this.socket = null
    // A browser complains of a connection that is closed before it is there.
    if (socket?.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close()
    else socket?.close()
  }

  private lost(socket: WebSocket, code: number) {
    if (this.socket !== socket) return
    if (code === SENT_AWAY) window.dispatchEvent(new Event(SIGNED_OUT))
    this.heard.lost()
    this.retry = setTimeout(() => this.open(), RETRY_MS)
  }
}
