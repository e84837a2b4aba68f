/** A labelled list to choose one option from. */
export function Choice(props: {
  label: string;
  value: string;
  /** Value and label. */
  options: readonly (readonly [string, string])[];
  onChoose: (value: string) => void;
}) {
  const { label, value, options, onChoose } = props;
  const id = label.replace(/\s/g, '-').toLowerCase();
  return (
    <div class="choice">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        title={options.find(([option]) => option === value)?.[1]}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
