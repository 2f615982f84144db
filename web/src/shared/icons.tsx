// The page's own line icons on a 24 × 24 grid.

const PATHS = {
  broker: 'M4 8h13l-3-3M20 16H7l3 3',
  publisher: 'M12 20V11M8.5 14.5a5 5 0 1 1 7 0M5.6 17.4a9 9 0 1 1 12.8 0M12 11v0',
  processor: 'M3 12h4l3-7 4 14 3-7h4',
  model: 'M6 6v12M6 6l12 6M6 18l12-6M6 6v0M6 18v0M18 12v0M4 6a2 2 0 1 0 4 0 2 2 0 1 0-4 0M4 18a2 2 0 1 0 4 0 2 2 0 1 0-4 0M16 12a2 2 0 1 0 4 0 2 2 0 1 0-4 0',
  database: 'M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 6v12c0 1.7 3.1 3 7 3s7-1.3 7-3V6M5 12c0 1.7 3.1 3 7 3s7-1.3 7-3',
  writer: 'M12 3v11M8 10l4 4 4-4M4 17v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2',
  page: 'M4 5h16v14H4zM4 9h16M7 7v0M9.5 7v0',
  component: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  edge: 'M4 14h16v6H4zM8 17v0M12 14V9M8.5 9.5a5 5 0 0 1 7 0M6 6.5a9 9 0 0 1 12 0',
  fog: 'M4 4h16v7H4zM4 13h16v7H4zM8 7.5v0M8 16.5v0M12 7.5h5M12 16.5h5',
  cloud: 'M7 18a4 4 0 0 1-.5-8A6 6 0 0 1 18 9.5 4.3 4.3 0 0 1 17.5 18z',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 1 0 0-8M4 21c0-8 16-8 16 0',
  leave: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6L6 18',
  alert: 'M12 4l9 16H3zM12 10v4M12 17v0',
  progress: 'M12 3a9 9 0 1 0 9 9',
  hourglass: 'M6 3h12M6 21h12M7 3c0 6 10 6 10 0M7 21c0-6 10-6 10 0M12 7.5v9',
  retry: 'M20 12a8 8 0 1 1-2.5-5.8M20 3v5h-5',
  stop: 'M7 7h10v10H7z',
  dot: 'M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 1 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  branch: 'M7 4v16M7 8a2 2 0 1 0 0-4 2 2 0 1 0 0 4M7 20a2 2 0 1 0 0-4 2 2 0 1 0 0 4M17 10a2 2 0 1 0 0-4 2 2 0 1 0 0 4M17 10c0 4-10 2-10 6',
  wand: 'M5 19L15 9M17.5 3v4M15.5 5h4M19.5 11v3M18 12.5h3M9.5 3.5v3M8 5h3',
  star: 'M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z',
  out: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  down: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14',
  note: 'M12 11v6M12 7.5v0M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  next: 'M9 5l7 7-7 7',
  into: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9 9h6v6H9z',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  bin: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  pen: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  eye: 'M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13M15.5 15.5L21 21',
  undo: 'M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'M16 5l4 4-4 4M20 9H10a6 6 0 0 0 0 12h3',
  arrange: 'M4 4h6v6H4zM14 4h6v6h-6zM9 14h6v6H9zM7 10v2h10v-2M12 12v2',
  rows: 'M4 6h16M4 12h16M4 18h16',
  shapes: 'M4 4h7v7H4zM13 13h7v7h-7zM11 7.5h5.5V13',
  tag: 'M4 4h8l8 8-8 8-8-8zM8 8v0',
  merge: 'M7 4v16M7 8a2 2 0 1 0 0-4 2 2 0 1 0 0 4M7 20a2 2 0 1 0 0-4 2 2 0 1 0 0 4M17 16a2 2 0 1 0 0-4 2 2 0 1 0 0 4M7 8c0 4 3 6 8 6',
  speech: 'M4 5h16v11H11l-5 4v-4H4z',
  text: 'M8 7l-5 5 5 5M16 7l5 5-5 5',
  alignLeft: 'M4 3v18M8 6h12v4H8zM8 14h7v4H8z',
  alignCentre: 'M12 3v18M5 6h14v4H5zM8 14h8v4H8z',
  alignRight: 'M20 3v18M4 6h12v4H4zM9 14h7v4H9z',
  alignTop: 'M3 4h18M6 8v12h4V8zM14 8v7h4V8z',
  alignMiddle: 'M3 12h18M6 5v14h4V5zM14 8v8h4V8z',
  alignBottom: 'M3 20h18M6 4v12h4V4zM14 9v7h4V9z',
  panel: 'M4 5h16v14H4zM10 5v14',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v0',
  foldUp: 'M12 3v6M8.5 6l3.5 3.5L15.5 6M12 21v-6M8.5 18l3.5-3.5 3.5 3.5M4 12h16',
  unfold: 'M12 10V3M8.5 6L12 2.5 15.5 6M12 14v7M8.5 18l3.5 3.5 3.5-3.5M4 12h16',
  across: 'M4 3v18M20 3v18M9 7h6v10H9z',
  spread: 'M3 4h18M3 20h18M7 9v6h10V9z',
} as const

export type IconName = keyof typeof PATHS

export const hasIcon = (name: string): name is IconName => Object.hasOwn(PATHS, name)

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
