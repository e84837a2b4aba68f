/** A control voltage as a slider; a double click puts it back to 0 V. */
export function CvSlider(props: {
  name: string;
  label: string;
  low: number;
  high: number;
  volts: number;
  onChange: (volts: number) => void;
}) {
  const { name, label, low, high, volts, onChange } = props;
  const id = name.replace(/\s/g, '-').toLowerCase();
  return (
    <div class="cv">
      <label for={id}>{name}</label>
      <input
        id={id}
        type="range"
        min={low}
        max={high}
        step={0.01}
        value={volts}
        aria-valuetext={`${volts.toFixed(2)} volts, ${label}`}
        onInput={({ currentTarget }) => onChange(Number(currentTarget.value))}
        onDblClick={() => onChange(0)}
      />
      <output for={id}>{volts.toFixed(2)} V</output>
      <small>{label}</small>
    </div>
  );
}
