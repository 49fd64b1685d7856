// The view region.

export async function show() {
  return null;
}
