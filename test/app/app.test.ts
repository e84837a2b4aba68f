import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app/app.ts';
import { createFakeAccelerator } from '../../src/contracts/fakes/fake-accelerator.ts';
import { createFakeTarget } from '../../src/contracts/fakes/fake-target.ts';
import { copyOfTinyModel } from '../model/tiny-model.ts';

describe('the app', () => {
  it('is put together for the host unless told otherwise', () => {
    const { target, accelerator } = createApp({ modelsDirectory: '/nowhere' });
    expect([target.id, accelerator.name]).toEqual(['host', 'onnxruntime']);
  });

  it('opens models on the accelerator of its target, made once', async () => {
    const { directory } = await copyOfTinyModel();
    const fake = createFakeAccelerator({ name: 'onnxruntime' });
    let made = 0;
    const target = createFakeTarget({
      createAccelerator: () => {
        made++;
        return fake;
      },
    });
    const app = createApp({ modelsDirectory: directory, target });
    const session = await app.models.open(await app.models.load('tiny'));
    await session.close();
    expect(app.accelerator).toBe(fake);
    expect([made, fake.opened.length]).toEqual([1, 1]);
  });
});
