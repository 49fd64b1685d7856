// The view compare.

export async function show() {
  return null;
}
