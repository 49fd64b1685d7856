// The view record.

export async function show() {
  return null;
}
