import { useEffect, useRef } from 'preact/hooks';
import type { PanelState } from '../protocol.ts';
import { bankCalls } from './bank-calls.ts';
import { BankCard } from './bank-card.tsx';
import { CatalogCard } from './catalog-card.tsx';
import { type Banks, useBanks } from './use-banks.ts';
import type { DroppedFiles } from './use-file-drop.ts';

/** The installed banks: play their sets, add sounds, edit, export, import and install. */
export function BanksDrawer(props: {
  state: PanelState;
  /** Files dropped on the page that wait to be uploaded. */
  dropped: DroppedFiles | undefined;
  onDropTaken: () => void;
}) {
  const { state, dropped, onDropTaken } = props;
  const banks = useBanks();
  const fileInput = useRef<HTMLInputElement>(null);
  const { listing } = banks;
  useEffect(() => {
    if (dropped === undefined) return;
    onDropTaken();
    banks.upload(dropped.files, dropped.bank);
  }, [dropped]);

  if (listing === undefined) return <p class="card note">Loading banks…</p>;
  return (
    <div class="banks">
      <div class="card drop">
        <p>
          Drop sounds (WAV, AIFF, FLAC, MP3, Ogg) or banks (<code>.nrbank</code>) anywhere on this page. A sound is
          analysed and then plays as set A.
        </p>
        <button type="button" class="plain" onClick={() => fileInput.current?.click()}>
          Choose files
        </button>
        <input
          ref={fileInput}
          type="file"
          multiple
          hidden
          aria-label="Sounds and banks"
          accept=".wav,.aif,.aiff,.aifc,.flac,.mp3,.ogg,.oga,.opus,.m4a,.au,.snd,.caf,.w64,.rf64,.nrbank,audio/*"
          onChange={({ currentTarget }) => {
            banks.upload([...(currentTarget.files ?? [])], null);
            currentTarget.value = '';
          }}
        />
        {listing.undoLabel !== null && (
          <button
            type="button"
            class="plain cut"
            title={listing.undoLabel}
            onClick={() => void banks.run('undone', bankCalls.undo)}
          >
            Undo {listing.undoLabel}
          </button>
        )}
      </div>
      <Progress banks={banks} />
      <Errors banks={banks} />
      <Warnings banks={banks} />
      <p class="visually-hidden" role="status">
        {banks.status}
      </p>
      {listing.banks.map((bank) => (
        <BankCard key={bank.id} bank={bank} state={state} banks={banks} />
      ))}
      {listing.unreadable.map(({ file, message, remedy }) => (
        <p key={file} class="card note failed">
          {message}. {remedy}.
        </p>
      ))}
      <CatalogCard banks={banks} state={state} />
    </div>
  );
}

/** Progress of each file: first the upload, then the analysis. */
function Progress({ banks: { uploads, jobs } }: { banks: Banks }) {
  return (
    <>
      {uploads.map(({ name, share }) => {
        const job = jobs.find((one) => one.name === name);
        const isUploaded = share >= 1 || (job !== undefined && job.share > 0);
        const label = isUploaded ? `Analysing ${name}` : `Uploading ${name}`;
        return (
          <div key={name} class="card upload">
            <span class="cut" title={label}>
              {label}
            </span>
            <progress max={1} value={isUploaded ? job?.share : share} aria-label={label} />
          </div>
        );
      })}
    </>
  );
}

/** The latest errors, shown until they are dismissed. */
function Errors({ banks: { errors, dismissErrors } }: { banks: Banks }) {
  return (
    <div role="alert">
      {errors.length > 0 && (
        <div class="card errors">
          <ul>
            {errors.map(({ message, remedy }, n) => (
              <li key={n}>
                <strong>{message}</strong> <span>{remedy}</span>
              </li>
            ))}
          </ul>
          <button type="button" class="plain" onClick={dismissErrors}>
            OK
          </button>
        </div>
      )}
    </div>
  );
}

/** Warnings about sounds that were added, shown until they are dismissed. */
function Warnings({ banks: { warnings, dismissWarnings } }: { banks: Banks }) {
  return (
    <div role="status" aria-label="Warnings">
      {warnings.length > 0 && (
        <div class="card errors">
          <ul>
            {warnings.map((text, n) => (
              <li key={n}>{text}</li>
            ))}
          </ul>
          <button type="button" class="plain" onClick={dismissWarnings}>
            OK
          </button>
        </div>
      )}
    </div>
  );
}
