import { DataTypes, Sequelize } from "sequelize";

// No connection is made to describe models.
export const sequelize = new Sequelize({ dialect: "postgres", logging: false });

export const User = sequelize.define(
  "User",
  { email: { type: DataTypes.STRING, allowNull: false, unique: true } },
  { tableName: "users", timestamps: false },
);

export const Post = sequelize.define(
  "Post",
  {
    title: { type: DataTypes.TEXT, allowNull: false },
    status: { type: DataTypes.ENUM("draft", "live"), allowNull: false },
  },
  { tableName: "posts", timestamps: false, indexes: [{ name: "posts_author", fields: ["author_id"] }] },
);

User.hasMany(Post, { foreignKey: { name: "authorId", field: "author_id", allowNull: false } });
Post.belongsTo(User, { foreignKey: { name: "authorId", field: "author_id", allowNull: false } });
