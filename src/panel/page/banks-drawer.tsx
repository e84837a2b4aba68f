import { useRef, useState } from 'preact/hooks';
import type { PanelState } from '../protocol.ts';
import { bankCalls } from './bank-calls.ts';
import { BankCard } from './bank-card.tsx';
import { CatalogCard } from './catalog-card.tsx';
import { type Banks, useBanks } from './use-banks.ts';

/** The banks that are installed: play their sets, drop sounds in, change, share and fetch them. */
export function BanksDrawer({ state }: { state: PanelState }) {
  const banks = useBanks();
  const [isOver, setIsOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const { listing } = banks;

  if (listing === undefined) return <p class="card note">Looking for banks…</p>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same
    <div
      class={isOver ? 'banks over' : 'banks'}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        const on = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-own-bank]') : null;
        banks.upload([...(event.dataTransfer?.files ?? [])], on?.dataset.ownBank ?? null);
      }}
    >
      <div class="card drop">
        <p>
          Drop sounds here (WAV, AIFF, FLAC, MP3, Ogg), or banks (<code>.nrbank</code>). A sound is measured and can be
          played at once.
        </p>
        <button type="button" class="plain" onClick={() => chooser.current?.click()}>
          Choose files
        </button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label="Sounds and banks"
          accept=".wav,.aif,.aiff,.aifc,.flac,.mp3,.ogg,.oga,.opus,.nrbank,audio/*"
          onChange={({ currentTarget }) => {
            banks.upload([...(currentTarget.files ?? [])], null);
            currentTarget.value = '';
          }}
        />
        {listing.undoLabel !== null && (
          <button type="button" class="plain" onClick={() => void banks.run('taken back', bankCalls.undo)}>
            Undo {listing.undoLabel}
          </button>
        )}
      </div>
      <Progress banks={banks} />
      <Refusals banks={banks} />
      <p class="unseen" role="status">
        {banks.status}
      </p>
      {listing.banks.map((bank) => (
        <BankCard key={bank.id} bank={bank} state={state} banks={banks} />
      ))}
      {listing.unreadable.map(({ file, message, remedy }) => (
        <p key={file} class="card note bad">
          {message}. {remedy}.
        </p>
      ))}
      <CatalogCard banks={banks} state={state} />
    </div>
  );
}

/** How far each file is: on its way, then being measured. */
function Progress({ banks: { uploads: sending, jobs: works } }: { banks: Banks }) {
  return (
    <>
      {sending.map(({ name, share }) => {
        const work = works.find((one) => one.name === name);
        const isSent = share >= 1 || (work !== undefined && work.share > 0);
        const words = isSent ? `${name} is being measured` : `${name} is on its way`;
        return (
          <div key={name} class="card working">
            <span>{words}</span>
            <progress max={1} value={isSent ? work?.share : share} aria-label={words} />
          </div>
        );
      })}
    </>
  );
}

/** What was not done, and why: it stays until it was read. */
function Refusals({ banks: { errors: refusals, dismissErrors: dismiss } }: { banks: Banks }) {
  return (
    <div role="alert">
      {refusals.length > 0 && (
        <div class="card refusals">
          <ul>
            {refusals.map(({ message, remedy }, n) => (
              <li key={n}>
                <strong>{message}</strong> <span>{remedy}</span>
              </li>
            ))}
          </ul>
          <button type="button" class="plain" onClick={dismiss}>
            OK
          </button>
        </div>
      )}
    </div>
  );
}
