import { pictureViewOf, type PictureName, type StripName } from "../../src/views";

/** Strips that stand under a picture: the numbers of its columns that belong to it. */
export function stripsOf(picture: PictureName): readonly StripName[] {
  return pictureViewOf(picture).strips;
}
