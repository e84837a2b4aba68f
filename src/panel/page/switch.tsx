/** A switch with two or more labelled positions. */
export function Switch<Position extends string>(props: {
  label: string;
  value: Position;
  /** Position and label. */
  positions: readonly (readonly [Position, string])[];
  onChoose: (position: Position) => void;
}) {
  const { label, value, positions, onChoose } = props;
  const name = label.replace(/\s/g, '-').toLowerCase();
  return (
    <fieldset class="switch">
      <legend>{label}</legend>
      {positions.map(([position, text]) => (
        <label key={position} class={position === value ? 'chosen' : ''}>
          <input
            type="radio"
            name={name}
            value={position}
            checked={position === value}
            onChange={() => onChoose(position)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
