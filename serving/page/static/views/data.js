// The view data.

export async function show() {
  return null;
}
