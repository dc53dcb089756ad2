import { isAccessible } from '../people/looks.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

const opensVerify = (person: Person, name: string): Promise<void> =>
  person.page.getByRole('button', { name: `Verify ${name}` }).click();

const wordsOf = async ({ page }: Person): Promise<string[]> => {
  const words = page.getByRole('dialog').getByRole('listitem');
  await expect(words).toHaveCount(6);
  return words.allInnerTexts();
};

test('[ID-5] two people read each other the same six words, see the same picture, and are verified', async ({
  meet,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  await opensVerify(ada, 'Ben');
  await opensVerify(ben, 'Ada');
  await expect(ada.page.getByRole('heading', { name: 'Is this really Ben?' })).toBeFocused();
  expect(await wordsOf(ada)).toEqual(await wordsOf(ben));
  const picture = (person: Person) => person.page.getByRole('img', { name: /^Pattern/ }).innerHTML();
  expect(await picture(ada)).toBe(await picture(ben));
  for (const { page } of [ada, ben]) await page.getByText('As 60 digits').click();
  const digits = (person: Person) => person.page.getByRole('dialog').locator('.digits').innerText();
  expect((await digits(ada)).replace(/\D/g, '')).toMatch(/^\d{60}$/);
  expect(await digits(ada)).toBe(await digits(ben));

  await ada.page.getByRole('button', { name: 'They match' }).click();
  await expect(ada.page.getByRole('complementary').getByRole('img', { name: 'Verified', exact: true })).toBeVisible();
  await expect(ada.message('Hello from Ben').getByRole('img', { name: 'Verified' })).toBeVisible();
  await expect(ada.page.getByRole('button', { name: 'Verify Ben' })).toHaveCount(0);

  // It is on this device, not in this window.
  await ada.reloads();
  await expect(ada.message('Hello from Ben').getByRole('img', { name: 'Verified' })).toBeVisible();
  await expect(ben.message('Hello from Ada').getByRole('img', { name: 'Verified' })).toHaveCount(0);
});

test('a pasted code says whether it matches; they do not match leaves the person unverified', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await opensVerify(ada, 'Ben');
  await ada.page.getByRole('button', { name: 'Scan their code' }).click();
  const field = ada.page.getByRole('textbox', { name: 'Or paste their code' });
  const compare = async (code: string): Promise<void> => {
    await field.fill(code);
    await ada.page.getByRole('button', { name: 'Compare', exact: true }).click();
  };
  await compare('https://example.org');
  await expect(ada.page.getByText('This is not a code of this screen')).toBeVisible();
  await compare(`grapevine-safety:1:${'A'.repeat(43)}`);
  await expect(ada.page.getByText('The codes do not match.')).toBeVisible();
  await expect(ada.page.getByRole('button', { name: 'They match' })).toBeDisabled();
  await ada.page.getByRole('button', { name: 'They do not match' }).click();
  await expect(ada.page.getByText('Ben is not verified.')).toBeVisible();
  await expect(ada.page.getByRole('button', { name: 'Verify Ben' })).toBeVisible();
  await expect(ben.message('Hello from Ada')).toBeVisible();
});

test('[ID-5] the code on the other screen, held before the camera, is read and compared', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await opensVerify(ben, 'Ada');
  await ben.page.getByRole('button', { name: 'Scan their code' }).click();
  const code = ben.page.getByRole('img', { name: /^Code of both/ });
  const squares = await code.locator('path').getAttribute('d');
  const side = Number((await code.getAttribute('viewBox'))?.split(' ')[2]);
  // What ada's camera sees is a drawing of ben's screen.
  await ada.page.evaluate(
    ({ squares, side }) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 480;
      const paint = canvas.getContext('2d');
      const draw = (): void => {
        if (paint === null) return;
        paint.setTransform(1, 0, 0, 1, 0, 0);
        paint.fillStyle = 'white';
        paint.fillRect(0, 0, 480, 480);
        paint.setTransform(400 / side, 0, 0, 400 / side, 60, 60);
        paint.fillStyle = 'black';
        paint.fill(new Path2D(squares));
        requestAnimationFrame(draw);
      };
      draw();
      navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream());
    },
    { squares: squares ?? '', side },
  );
  await opensVerify(ada, 'Ben');
  await ada.page.getByRole('button', { name: 'Scan their code' }).click();
  await ada.page.getByRole('button', { name: 'Use the camera' }).click();
  await expect(ada.page.getByText('The codes match.')).toBeVisible();
  await ada.page.getByRole('button', { name: 'They match' }).click();
  await expect(ada.message('Hello from Ben').getByRole('img', { name: 'Verified' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing on the screens of verifying, ${colorScheme}`, async ({ meet }) => {
    const [ada] = await meetInRoom(() => meet({ colorScheme, reducedMotion: 'reduce' }));
    await opensVerify(ada, 'Ben');
    await wordsOf(ada);
    await isAccessible(ada, 'six words');
    await ada.page.getByRole('button', { name: 'Scan their code' }).click();
    await expect(ada.page.getByRole('img', { name: /^Code of both/ })).toBeVisible();
    await isAccessible(ada, 'codes');
  });
