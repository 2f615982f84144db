import ui from './ui.module.css'

/** A few choices side by side, of which one is taken. */
export function Buttons<Value>(props: { label: string; options: [Value, string][]; value: Value; onChange: (value: Value) => void }) {
  return (
    <div className={ui.buttons} role="group" aria-label={props.label}>
      {props.options.map(([value, label]) => (
        <button key={label} type="button" aria-pressed={value === props.value} onClick={() => props.onChange(value)}>
          {label}
        </button>
      ))}
    </div>
  )
}
