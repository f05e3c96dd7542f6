import { EntitySchema } from "typeorm";

export const User = new EntitySchema({
  name: "User",
  tableName: "users",
  columns: {
    id: { type: Number, primary: true, generated: true },
    email: { type: String, unique: true },
  },
});

export const Post = new EntitySchema({
  name: "Post",
  tableName: "posts",
  columns: {
    id: { type: Number, primary: true, generated: true },
    title: { type: String },
  },
  relations: {
    author: { type: "many-to-one", target: "User", joinColumn: { name: "author_id" }, nullable: false },
  },
  indices: [{ name: "posts_author", columns: ["author"] }],
});

export const entities = [User, Post];
