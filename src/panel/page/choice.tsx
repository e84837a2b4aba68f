/** One of several, with its label. */
export function Choice(props: {
  label: string;
  value: string;
  /** Value and words. */
  options: readonly (readonly [string, string])[];
  onChoose: (value: string) => void;
}) {
  const { label, value, options, onChoose } = props;
  const id = label.replace(/\s/g, '-').toLowerCase();
  return (
    <div class="choice">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
