/** A switch with two or more positions, each with its word. */
export function Switch<Position extends string>(props: {
  label: string;
  value: Position;
  /** Position and words. */
  positions: readonly (readonly [Position, string])[];
  onChoose: (position: Position) => void;
}) {
  const { label, value, positions, onChoose } = props;
  const name = label.replace(/\s/g, '-').toLowerCase();
  return (
    <fieldset class="switch">
      <legend>{label}</legend>
      {positions.map(([position, words]) => (
        <label key={position} class={position === value ? 'chosen' : ''}>
          <input
            type="radio"
            name={name}
            value={position}
            checked={position === value}
            onChange={() => onChoose(position)}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
